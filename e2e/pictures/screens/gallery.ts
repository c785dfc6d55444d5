import { type Page } from '@playwright/test';
import { GALLERY_URL, serveGallery } from '../../support/gallery.js';
import { type Screen } from '../screen.js';

/** Presses one of the buttons that open something. */
const opened = (name: string) => ({
  whole: undefined,
  act: async (page: Page) => {
    // A picker's button is a combobox.
    await page.getByText(`Open ${name}`, { exact: true }).click();
    await page.getByRole('dialog').or(page.getByRole('menu')).or(page.getByRole('option')).first().waitFor();
  },
});

/** Every component in every state. */
export const GALLERY: readonly Screen[] = [
  {
    name: 'gallery',
    path: GALLERY_URL,
    // The gallery's moments are fixed, and the reference pictures are of one hour.
    zone: 'UTC',
    whole: true,
    before: serveGallery,
    ready: (page) => page.locator('.katex-html').last(),
    states: Object.fromEntries(
      ['dialog', 'sheet', 'bottom sheet', 'typed dialog', 'palette', 'menu', 'picker'].map((name) => [
        name.replace(' ', '-'),
        opened(name),
      ]),
    ),
  },
];
