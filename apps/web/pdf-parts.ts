import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type Plugin } from 'vite';

const CMAPS = path.join(path.dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json')), 'cmaps');

/** The tables of signs that East Asian documents name and do not contain. Each is read when a page needs it. */
export function pdfParts(): Plugin {
  return {
    name: 'pdf-parts',
    generateBundle() {
      for (const name of readdirSync(CMAPS).filter((file) => file.endsWith('.bcmap')))
        this.emitFile({ type: 'asset', fileName: `pdf/${name}`, source: readFileSync(path.join(CMAPS, name)) });
    },
    configureServer({ middlewares }) {
      middlewares.use('/pdf', (request, response, next) => {
        const name = path.basename(request.url ?? '');
        if (!readdirSync(CMAPS).includes(name)) return next();
        response.end(readFileSync(path.join(CMAPS, name)));
      });
    },
  };
}
