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
  // Grammars are chunks of their own, also for the worker that reads them.
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    // The content policy forbids `data:` fonts, and an inlined icon would count against the entry.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // The texts of the frame are part of the entry, the other catalogs chunks of their own, by one and the same import: meant so, no warning.
      checks: { ineffectiveDynamicImport: false },
      output: {
        codeSplitting: {
          // Icons and our own small parts are a few hundred bytes each: as files of their own they would cost more in requests.
          groups: [
            { name: 'icons', test: /node_modules[\\/].*lucide-react[\\/]/ },
            {
              name: 'parts',
              test: /apps[\/]web[\/]src[\/](components[\/]ui[\/](button|icon|icon-button|spinner|status|time|wordmark|skeleton|deferred|table)|lib[\/](format|dates|storage|prefs|theme|cn|announce|use-media|shortcuts|use-document-title|new-id|url))\.tsx?$/,
            },
          ],
        },
      },
    },
  },
  server: {
    port: 5173,
    proxy: Object.fromEntries(
      ['/api', '/v1', '/ollama', '/health', '/docs', '/openapi.json'].map((path) => [path, 'http://127.0.0.1:8000']),
    ),
  },
});
