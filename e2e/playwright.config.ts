import { defineConfig } from '@playwright/test';
import { CHROMIUM_FLAGS, findChromium } from './support/browser.js';

export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  // MEASURE=1 runs the performance journeys, on an otherwise idle machine. `pnpm test` never depends on timings.
  projects: [
    { name: 'journeys', testIgnore: /performance/ },
    ...(process.env.MEASURE ? [{ name: 'performance', testMatch: /performance/ }] : []),
  ],
  fullyParallel: false,
  // Each worker has its own portals and backend double; see support/portals.ts.
  workers: process.env.MEASURE ? 1 : 2,
  retries: 0,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  // visual.spec.ts; `pnpm pictures --snapshots` renews them.
  snapshotPathTemplate: '{testDir}/visual/{arg}{ext}',
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [['list'], ['json']] : [['list']],
  use: {
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    // What a journey says about requests holds only where no service worker answers some; pwa.spec.ts has one.
    serviceWorkers: 'block',
    screenshot: 'only-on-failure',
    // TRACE=1 records traces. They cost a third of a journey's CPU, even when it passes.
    trace: process.env.TRACE ? 'retain-on-failure' : 'off',
    launchOptions: { executablePath: await findChromium(), args: CHROMIUM_FLAGS },
  },
});
