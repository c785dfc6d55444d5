import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build, type Plugin, type Rolldown } from 'vite';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const { version } = createRequire(import.meta.url)('mermaid/package.json') as { version: string };

/** The policy of the frame while developing; a built product gets it from the server, see preview.ts there. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; " +
  "form-action 'none'; frame-ancestors 'self'; sandbox allow-scripts";

/** The program of the frame as one classic script: a sandboxed page may not load modules of ours. */
async function frameProgram(): Promise<string> {
  const built = (await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      target: 'es2022',
      lib: { entry: at('./src/frame/frame.ts'), formats: ['iife'], name: 'frame' },
    },
  })) as Rolldown.RolldownOutput[];
  return built[0]!.output[0].code;
}

/** The files of the frame that previews are drawn in, by their names below /preview/. */
async function frameFiles(): Promise<Record<string, string>> {
  const program = await frameProgram();
  const names = {
    frame: `frame-${createHash('sha256').update(program).digest('hex').slice(0, 8)}.js`,
    mermaid: `mermaid-${version}.js`,
  };
  return {
    frame: readFileSync(at('./src/frame/frame.html'), 'utf8')
      .replace('%FRAME%', names.frame)
      .replace('%MERMAID%', names.mermaid),
    [names.frame]: program,
    [names.mermaid]: readFileSync(at('./node_modules/mermaid/dist/mermaid.min.js'), 'utf8'),
  };
}

/** Builds the frame of previews beside the app, with nothing of the app in it; serves it while developing. */
export function previewFrame(): Plugin {
  return {
    name: 'preview-frame',
    async generateBundle() {
      for (const [name, source] of Object.entries(await frameFiles()))
        this.emitFile({ type: 'asset', fileName: `preview/${name === 'frame' ? 'frame.html' : name}`, source });
    },
    configureServer({ middlewares }) {
      let files: Promise<Record<string, string>> | undefined;
      middlewares.use('/preview', (request, response, next) => {
        void (files ??= frameFiles()).then((found) => {
          const name = request.url!.slice(1);
          const source = found[name];
          if (source === undefined) return next();
          response.setHeader('Content-Type', name === 'frame' ? 'text/html' : 'text/javascript');
          response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
          if (name === 'frame') response.setHeader('Content-Security-Policy', POLICY);
          response.end(source);
        }, next);
      });
    },
  };
}
