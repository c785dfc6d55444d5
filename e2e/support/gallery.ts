import { type Page } from '@playwright/test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** Each of the workers that run at the same time builds its own. */
const BUILT = path.join(ROOT, '.cache/gallery', process.env.TEST_PARALLEL_INDEX ?? '0');
const HOST = 'http://gallery.test';
export const GALLERY_URL = `${HOST}/gallery/index.html`;

let built: Promise<void> | undefined;

/** Builds the page of all components (apps/web/gallery), which is no part of the product. */
async function build(): Promise<void> {
  const vite = path.join(ROOT, 'apps/web/node_modules/vite/bin/vite.js');
  const args = [
    'build',
    '--config',
    'gallery/vite.config.ts',
    '--outDir',
    BUILT,
    '--emptyOutDir',
    '--logLevel',
    'warn',
  ];
  const child = spawn(process.execPath, [vite, ...args], {
    cwd: path.join(ROOT, 'apps/web'),
    // Not the test runner's own, which would bundle React as its developers use it.
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number];
  if (code !== 0) throw new Error(`The gallery was not built: vite ended with code ${code}.`);
}

/** Serves the gallery to a page from the disk; built once in each process. */
export async function serveGallery(page: Page): Promise<void> {
  await (built ??= build());
  await page.route(`${HOST}/**`, (route) =>
    route.fulfill({ path: path.join(BUILT, new URL(route.request().url()).pathname) }),
  );
}
