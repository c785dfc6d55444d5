import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { test } from './portal.js';
import { lead, leave, settle, shotsOf } from './screen.js';
import { SCREENS } from './screens/index.js';

// `pnpm pictures`: every screen in every state, theme and width. One `test` a picture's state, so that one that fails
// leaves the others.
const OUT = path.resolve(import.meta.dirname, '../../pictures');
const themes = (process.env.PICTURES_THEMES?.split(',') ?? ['light', 'dark']) as ('light' | 'dark')[];
const widths = process.env.PICTURES_WIDTHS?.split(',').map(Number);

mkdirSync(OUT, { recursive: true });

for (const screen of SCREENS) {
  for (const [state, shot] of shotsOf(screen)) {
    for (const width of (shot.widths ?? [1280, 390]).filter((one) => widths?.includes(one) ?? true)) {
      test(`${screen.name} ${state} ${width}`, async ({ browser, seeded }) => {
        const page = await lead(browser, seeded, shot, width);
        for (const theme of themes) {
          await settle(page, theme, shot);
          const file = path.join(OUT, `${screen.name}--${state}--${theme}--${width}.png`);
          await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
        }
        await leave(page, seeded, shot);
      });
    }
  }
}
