import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const REPLACED = at('./src/features/chat/markdown/replaced.ts');

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: {
    // Together 60 KiB of the markdown chunk, for code that is never called.
    alias: { '@': at('./src'), 'rehype-raw': REPLACED, 'tailwind-merge': REPLACED },
  },
  build: {
    target: 'es2022',
    // The content policy forbids `data:` fonts, and an inlined icon would count against the entry.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What a part imports goes where it is needed, not along with the parts.
          includeDependenciesRecursively: false,
          // Icons and our own small parts are a few hundred bytes each: as files of their own they would cost more in requests.
          groups: [
            { name: 'icons', test: /node_modules[\\/].*lucide-react[\\/]/ },
            { name: 'parts', test: /apps[\\/]web[\\/]src[\\/](components[\\/]ui[\\/](button|copy-button|icon|icon-button|notice|spinner|skeleton|status|time|wordmark|page|table|field|deferred)\.tsx|lib[\\/](?!i18n[\\/]catalogs)(?!forms))/ },
          ],
        },
      },
    },
  },
  server: {
    port: 5173,
    proxy: Object.fromEntries(['/api', '/v1', '/health', '/docs', '/openapi.json'].map((path) => [path, 'http://127.0.0.1:8000'])),
  },
});
