import { defineConfig } from '@playwright/test';
import journeys from '../playwright.config.js';

// Pictures are no tests: `pnpm pictures` takes them, and somebody looks at them.
export default defineConfig({
  ...journeys,
  testDir: '.',
  testMatch: /\.pictures\.ts$/,
  outputDir: '../../test-results/pictures',
  projects: [{ name: 'pictures' }],
  // Each worker has a portal of its own, so files need not be the unit.
  fullyParallel: true,
  timeout: 90_000,
  reporter: [['list']],
  use: { ...journeys.use, screenshot: 'off' },
});
