import { defineConfig } from '@playwright/test';
import { CHROMIUM_FLAGS, findChromium } from './support/browser.js';

export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  // What measures is asked for by MEASURE=1, on a machine that does nothing else: timings decide nothing in `pnpm
  // test`.
  projects: [
    { name: 'journeys', testIgnore: /performance/ },
    ...(process.env.MEASURE ? [{ name: 'performance', testMatch: /performance/ }] : []),
  ],
  fullyParallel: false,
  // Each worker has portals and a backend double of its own; see support/portals.ts.
  workers: process.env.MEASURE ? 1 : 2,
  retries: 0,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [['list'], ['json']] : [['list']],
  use: {
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    screenshot: 'only-on-failure',
    // A trace costs a third of the CPU of a journey, also of one that passes: TRACE=1 records it.
    trace: process.env.TRACE ? 'retain-on-failure' : 'off',
    launchOptions: { executablePath: await findChromium(), args: CHROMIUM_FLAGS },
  },
});
