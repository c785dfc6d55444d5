import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * The gallery: every component in every state on one page. A build of its own, so that none of it is in the product:
 * `npx vite --config gallery/vite.config.ts` in this package shows it at /gallery/.
 */
export default defineConfig({
  root: at('..'),
  base: './',
  plugins: [react(), tailwindcss()],
  resolve: { alias: { '@': at('../src') } },
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    outDir: at('../../../.cache/gallery/built'),
    chunkSizeWarningLimit: 2_000,
    rolldownOptions: { input: at('index.html') },
  },
});
