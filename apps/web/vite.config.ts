import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { leftOut } from './left-out.ts';
import { preloadPages } from './preload.ts';
import { pdfParts } from './pdf-parts.ts';
import { previewFrame } from './preview-frame.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const SMALL_UI = 'button|icon|icon-button|notice|wordmark|skeleton|deferred';
const SMALL_LIB =
  'format|dates|storage|prefs|theme|cn|announce|use-media|use-document-title|new-id|url|session|query-client|' +
  'error-copy|use-copy|late-import|use-idle';

/** What every page needs, in two files. */
const REACT = 'react|react-dom|scheduler|use-sync-external-store';
const BASE =
  'i18next|react-i18next|zustand|' +
  '@tanstack/(react-router|router-core|history|react-store|store|react-query|query-core)';
/** The calls of a page that is signed in; those of other pages are in the files of these pages. */
const CALLS = 'auth|chat|models|quota|thread';
const CLIENT = `(http|runtime)\\.|generated/(client|core|sdk/(${CALLS})\\.)`;

/** Matches the paths of modules that have one of these parts, with the separators of any system. */
const within = (...parts: string[]): RegExp => new RegExp(parts.join('|').replaceAll('/', '[\\\\/]'));

/** Files of the first pages. Each request of a visit costs a round trip, so there are few; see also preload.ts. */
const FIRST_FILES = /\/(react|base|client|chat-frame|rolldown-runtime)-/;

/** The icons of a new chat. All but these and the next are a file of their own. */
const FIRST_ICONS =
  'arrow-up|bookmark|chart-column|check|chevron-down|chevron-right|chevrons-up-down|copy|ellipsis|file-text|' +
  'hourglass|paperclip|panel-left|panel-left-close|plus|rotate-ccw-clock|search|sliders-horizontal|square|square-pen|' +
  'square-terminal|x';
/** Those of an answer. */
const ANSWER_ICONS = 'arrow-down|chevron-left|database-zap|file-spreadsheet|pencil|refresh-cw|thumbs-down|thumbs-up';

/** The app as a device installs it, and the service worker with the files that every page needs. */
const installable = VitePWA({
  strategies: 'injectManifest',
  srcDir: 'src',
  filename: 'sw.ts',
  injectRegister: false,
  integration: {
    // The plugin asks for one file by Vite's old option and builds it at Vite's own log level: noise in a first start.
    configureCustomSWViteBuild: (worker) => {
      worker.logLevel = 'warn';
      worker.build!.rollupOptions!.output = { entryFileNames: 'sw.mjs', codeSplitting: false };
    },
  },
  injectManifest: {
    globPatterns: [
      'index.html',
      'theme.js',
      'favicon.svg',
      'assets/{index,react,base,client,chat-frame,rolldown-runtime,session-requests,kept-titles,time,idle}-*.{js,css}',
      'assets/geist-latin-*.woff2',
    ],
  },
  manifest: {
    id: '/chat',
    name: 'Pocket-LLM',
    short_name: 'Pocket-LLM',
    description: 'Chat with language models that run on your own machine.',
    start_url: '/chat',
    scope: '/',
    display: 'standalone',
    theme_color: '#fbfaf8',
    background_color: '#fbfaf8',
    icons: [
      { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
      { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
      { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    ],
    share_target: {
      action: '/share',
      method: 'POST',
      enctype: 'multipart/form-data',
      params: {
        title: 'title',
        text: 'text',
        url: 'url',
        files: [{ name: 'files', accept: ['image/png', 'image/jpeg', 'image/webp', 'image/gif'] }],
      },
    },
  },
});

export default defineConfig({
  plugins: [react(), tailwindcss(), leftOut(), preloadPages, previewFrame(), pdfParts(), installable],
  resolve: { alias: { '@': at('./src') } },
  // Grammars are separate chunks, also for the worker that loads them.
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    // The content policy forbids `data:` fonts, and inlined icons would count towards the entry chunk.
    assetsInlineLimit: 0,
    modulePreload: {
      polyfill: false,
      // The page loads these first in any case; naming them again with every lazy import costs more than it brings.
      resolveDependencies: (_, files, { hostType }) =>
        hostType === 'html' ? files : files.filter((file) => !FIRST_FILES.test(file)),
    },
    // The editor, the charts and the reader of PDFs are the largest, and none is in the way of a page:
    // e2e/weight.spec.ts weighs the chat.
    chunkSizeWarningLimit: 450,
    rolldownOptions: {
      // One import() covers the frame's texts, which are in the entry chunk, and the other catalogs, which are chunks
      // of their own. That is intended, so the warning is off.
      checks: { ineffectiveDynamicImport: false },
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', priority: 4, test: within(`node_modules/(${REACT})/`) },
            {
              name: 'base',
              priority: 3,
              test: within(
                `node_modules/(${BASE})/(?!.*/(queriesObserver|useQueries)\\.)`,
                `lucide-react/dist/esm/((?!icons)|icons/(${FIRST_ICONS})\\.)`,
                `apps/web/src/(components/ui/(${SMALL_UI})|lib/(${SMALL_LIB}))\\.tsx?$`,
                'api-client/src/(session|api-error|names)\\.',
              ),
            },
            { name: 'client', priority: 2, test: within('node_modules/axios/', `api-client/src/(${CLIENT})`) },
            // With all that the two import.
            {
              name: 'chat-frame',
              priority: 1,
              test: within('apps/web/src/app/(layouts/app-layout|pages/chat-page)\\.'),
            },
            // What starts once a page is idle.
            {
              name: 'idle',
              priority: 1,
              test: within(
                'lucide-react/dist/esm/icons/mic\\.',
                'apps/web/src/(lib/(threads/titles-kept|service-worker)|app/layouts/once-idle)\\.tsx?$',
                'apps/web/src/features/notices/(account-notices|api)\\.tsx?$',
                'apps/web/src/features/chat/composer/composer-extras\\.tsx$',
                'apps/web/src/components/ui/tip-layer\\.tsx$',
              ),
            },
            {
              name: 'thread-list',
              priority: 0,
              test: within('apps/web/src/(features/chat/sidebar/thread-(list|row)|lib/use-selection)\\.'),
            },
            // One file, although a comparison needs a part of it.
            {
              name: 'transcript',
              priority: 0,
              test: within('apps/web/src/features/chat/transcript/(transcript|assistant-turn)\\.'),
            },
            // Small files that come with every answer.
            {
              name: 'rendered',
              priority: 0,
              test: within(
                'apps/web/src/(components/markdown/rendered|lib/i18n/catalogs/en/(markdown|transcript))\\.',
                'apps/web/src/features/chat/transcript/api\\.',
              ),
            },
            // Small files around what is shared.
            { name: 'shared-page', test: within('apps/web/src/(features/shared/|components/share/shared-transcript)') },
            // Small files of consoles and settings, each of which the frame would have to name.
            {
              name: 'small',
              test: within(
                'generated/sdk/(audit|cache|preset|second|settings|transfer)\\.',
                'apps/web/src/components/(ui/(chip|sure-button|table)|chart/(share-bar|spark))\\.',
                'apps/web/src/lib/device\\.',
              ),
            },
            { name: 'answer-icons', priority: 1, test: within(`lucide-react/dist/esm/icons/(${ANSWER_ICONS})\\.`) },
            { name: 'icons', test: within('node_modules/lucide-react/') },
          ],
        },
      },
    },
  },
  server: {
    port: 5173,
    proxy: Object.fromEntries(
      // As an object: the short form sends the API's own name as Host, and the API compares it with the page's.
      ['/api', '/v1', '/ollama', '/scim', '/health', '/docs', '/openapi.json'].map((path) => [
        path,
        { target: 'http://127.0.0.1:8000' },
      ]),
    ),
  },
});
