import type { FastifyInstance, FastifyReply } from 'fastify';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/**
 * What the frame may do that draws what models wrote: run its own program, and nothing else. It has an origin of its
 * own even when it is opened alone, cannot ask for anything (also not by `WebRTC`), and frames nothing that has an
 * address. The page allows it no other address either (`frame-src` of its policy), so it cannot leave.
 */
const FRAME_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  "webrtc 'block'",
  'sandbox allow-scripts',
].join(';');

const FRAME_HEADERS = {
  'Content-Security-Policy': FRAME_POLICY,
  'X-Frame-Options': 'SAMEORIGIN',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
  'Cache-Control': 'no-cache',
};

/** The programs are for a page of another origin, the frame's own; their names change with their content. */
const PROGRAM_HEADERS = {
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Cache-Control': 'public, max-age=31536000, immutable',
};

/**
 * Serves the frame in which the web app draws HTML, SVG and diagrams.
 * @param folder its files as the build left them; without it there are no previews
 */
export function servePreview(fastify: FastifyInstance, folder: string): void {
  if (!existsSync(folder)) return;
  fastify.get('/preview/frame', (_, reply: FastifyReply) =>
    reply.headers(FRAME_HEADERS).sendFile('frame.html', folder),
  );
  for (const name of readdirSync(folder).filter((file) => path.extname(file) === '.js'))
    fastify.get(`/preview/${name}`, (_, reply: FastifyReply) => reply.headers(PROGRAM_HEADERS).sendFile(name, folder));
}
