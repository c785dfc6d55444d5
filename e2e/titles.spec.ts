import { expect } from '@playwright/test';
import { ask, fake, signIn, whenWritten } from './support/people.js';
import { fakeUrl, test, withPortal } from './support/portals.js';

test('a chat gets its title from the model, in the list and in the head, until a person names it', async ({ page }) => {
  await fake(page, 'scenario', { name: 'assistant' });
  await withPortal(
    { OLLAMA_HOST: fakeUrl(), EMBEDDED_ENGINE: 'off', ADMIN_PASSWORD: 'trial-12345678' },
    async (base) => {
      await signIn(page, base, 'admin', 'trial-12345678');
      const chats = page.getByRole('navigation', { name: 'Conversations' });
      await ask(page, 'Write a debounce function in TypeScript, please, with a cancel method');
      await whenWritten(page);
      await expect(chats.getByRole('link', { name: 'A debounce function in TypeScript', exact: true })).toBeVisible();
      await expect(page.getByRole('heading', { level: 1 })).toContainText('A debounce function');

      await page
        .getByRole('button', { name: /Rename/ })
        .first()
        .click();
      await page.keyboard.type('Mine');
      await page.keyboard.press('Enter');
      await ask(page, 'And a weekend in Lisbon?');
      await whenWritten(page, 2);
      await expect(page.getByRole('heading', { level: 1 })).toContainText('Mine');

      await page.goto(`${base}/admin/settings`);
      await page.getByRole('combobox', { name: 'Model for titles' }).click();
      await page.getByRole('option', { name: /^Off/ }).click();
      await expect(page.getByText('Saved').first()).toBeVisible();
      await page.goto(`${base}/chat`);
      await ask(page, 'Why is an index fast?');
      await whenWritten(page);
      await expect(page.getByRole('heading', { level: 1 })).toContainText('Why is an index fast?');
    },
  );
});
