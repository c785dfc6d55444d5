import sparticuz from '@sparticuz/chromium';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

/**
 * No sandbox, because tests may run as root, where Chromium has none. The last two draw letters and colours in the same
 * way on every machine; the others stop background traffic.
 */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
  '--force-color-profile=srgb',
];

const CACHE = path.resolve(import.meta.dirname, '../../.cache/chromium');

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/**
 * The Chromium for the tests: `CHROMIUM_PATH`, else an installed one, else the one from the npm package (Linux, x64).
 * @throws Error that says what to install
 */
export async function findChromium(): Promise<string> {
  const { CHROMIUM_PATH, PATH = '' } = process.env;
  if (CHROMIUM_PATH) return CHROMIUM_PATH;
  const installed = PATH.split(path.delimiter)
    .flatMap((dir) => NAMES.map((name) => path.join(dir, name)))
    .find(existsSync);
  if (installed) return installed;
  const { TMPDIR } = process.env;
  try {
    // It unpacks into the temporary folder under a fixed name, where another user's copy could be, so we give it our
    // own.
    process.env.TMPDIR = CACHE;
    await mkdir(CACHE, { recursive: true });
    return await sparticuz.executablePath();
  } catch (error) {
    throw new Error(
      'There is no Chromium for the browser tests. Install Chromium or Chrome, or set CHROMIUM_PATH to one.',
      { cause: error },
    );
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
}
