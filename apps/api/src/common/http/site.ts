import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { servePreview } from './preview.js';
import { isServerPath, routePath } from './route.js';

/** Folder of the files with a content hash in their name. */
const ASSETS = 'assets';

const isCompressed = (file: string): boolean => /\.(br|gz)$/.test(file);

/**
 * Serves the built web app from the same origin. Every address that is neither the server's nor a file nor below
 * `assets` gets `index.html`, because the web app has its own router. Files with a content hash in their name are
 * cached for good; `index.html` is always revalidated.
 * @param traceShare share of the questions that pages trace; undefined: their script is not in the page at all
 */
export async function serveSite(app: NestFastifyApplication, folder: string, traceShare?: number): Promise<void> {
  if (!existsSync(path.join(folder, 'index.html')))
    throw new Error(`The web app is not built: ${folder} has no index.html. Run \`pnpm build\`.`);
  await app.register(fastifyStatic as never, {
    // One route for all of them: one for each file was an eighth of a start.
    root: path.join(folder, ASSETS),
    prefix: `/${ASSETS}/`,
    // The build has compressed each file already; those files have no addresses of their own.
    preCompressed: true,
    allowedPath: (file: string) => !isCompressed(file),
    index: false,
    cacheControl: false,
    setHeaders: (reply: FastifyReply, file: string) =>
      reply.header(
        'Cache-Control',
        path.dirname(file) === path.join(folder, ASSETS) ? 'public, max-age=31536000, immutable' : 'no-cache',
      ),
  });
  const page = traceShare === undefined ? undefined : tracedPage(folder, traceShare);
  const sendPage = (reply: FastifyReply) =>
    page ? reply.type('text/html; charset=utf-8').send(page) : reply.sendFile('index.html', folder);
  const fastify = app.getHttpAdapter().getInstance();
  servePreview(fastify, path.join(folder, 'preview'));
  fastify.addHook('onRequest', (request, reply, done) => {
    const isPage =
      (request.method === 'GET' || request.method === 'HEAD') &&
      request.routeOptions.url === undefined &&
      !isServerPath(routePath(request));
    if (!isPage || path.extname(routePath(request))) return done();
    void sendPage(reply.header('Cache-Control', 'no-cache'));
  });
  fastify.get('/', (_, reply) => sendPage(reply.header('Cache-Control', 'no-cache')));
  serveGuide(app, path.join(folder, 'docs/guide'));
  for (const { name } of readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile()))
    if (!name.startsWith('.') && !isCompressed(name))
      fastify.get(`/${name}`, (_, reply) =>
        // The service worker asks for it by its name.
        name === 'index.html' ? sendPage(reply.header('Cache-Control', 'no-cache')) : reply.sendFile(name, folder),
      );
}

const FIRST_SCRIPT = /<script src="\/theme\.js"[^>]*><\/script>/;

/** The page with the script that traces its questions. It runs before those of the app, which keep `fetch`. */
function tracedPage(folder: string, share: number): string {
  const page = readFileSync(path.join(folder, 'index.html'), 'utf8');
  return page.replace(FIRST_SCRIPT, `$&<script src="/tracing.js" data-share="${share}"></script>`);
}

const GUIDE = '/docs/guide';

/** Serves the guide: its pages by their names, and what they need. */
function serveGuide(app: NestFastifyApplication, folder: string): void {
  if (!existsSync(folder)) return;
  const files = new Set(readdirSync(folder, { recursive: true }).map((file) => String(file).replaceAll(path.sep, '/')));
  const fastify = app.getHttpAdapter().getInstance();
  const send = (reply: FastifyReply, name: string) => {
    const file = [`${name}.html`, name].find((one) => path.extname(one) && files.has(one) && !isCompressed(one));
    if (!file) return reply.callNotFound();
    return reply.header('Cache-Control', 'no-cache').sendFile(file, folder);
  };
  fastify.get(GUIDE, (_, reply) => send(reply as FastifyReply, 'index'));
  fastify.get<{ Params: { '*': string } }>(`${GUIDE}/*`, ({ params }, reply) =>
    send(reply as FastifyReply, params['*'].replace(/\/$/, '') || 'index'),
  );
}
