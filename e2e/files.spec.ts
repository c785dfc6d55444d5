import { expect } from '@playwright/test';
import { ask, call, composer, PASSWORD, questions, signInAsNew, whenWritten } from './support/people.js';
import { test, url } from './support/portals.js';

test('documents are read while one writes, stay in the draft, and go with the question', async ({ page }) => {
  await signInAsNew(page);
  // A part of it is lost on the way: it goes on by itself.
  let lost = 0;
  await page.route('**/api/files/*/content', (route) => (lost++ === 1 ? route.abort() : route.continue()));
  await page
    .getByLabel('Add files', { exact: true })
    .first()
    .setInputFiles([
      { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from('name,age\n'.repeat(130_000)) },
      { name: 'old.txt', mimeType: 'text/plain', buffer: Buffer.from([0x47, 0x72, 0xfc, 0xdf, 0x65]) },
    ]);
  const documents = page.getByRole('list', { name: 'Documents' });
  await expect(documents.getByText('Connection lost. Goes on by itself')).toBeVisible();
  await expect(documents.getByText(/ · 1 page$/)).toBeVisible({ timeout: 30_000 });
  await expect(documents.getByText(/Reading|\d+ pages$/)).toBeVisible();
  await page.reload();
  await expect(documents.getByRole('listitem')).toHaveCount(2);
  await ask(page, 'scenario:echo Who is in it?');
  await whenWritten(page);
  const sent = questions(page).first().locator('xpath=ancestor-or-self::article');
  await expect(sent.getByText('old.txt')).toBeVisible();
  await expect(composer(page).locator('xpath=ancestor::form').getByRole('list', { name: 'Documents' })).toHaveCount(0);
});

test('a document that is deleted is gone from the list, and the question that brought it says so', async ({ page }) => {
  const username = await signInAsNew(page);
  const { token } = await call(page, 'POST', '/api/auth/login', { username, password: PASSWORD });
  const headers = { authorization: `Bearer ${token}` };
  const file = { name: 'old.txt', mimeType: 'text/plain', buffer: Buffer.from('It is old.') };
  const { id } = await (await page.request.post(`${url()}/api/files`, { headers, multipart: { file } })).json();
  // The stream ends when nothing of it is under way.
  await page.request.get(`${url()}/api/files/events?id=${id}`, { headers });
  const { thread_id } = await call(page, 'POST', '/api/chat', { prompt: 'How old?', file_ids: [id] }, token);
  await page.goto(`${url()}/settings/data`);
  const files = page.getByRole('list', { name: 'Files' });
  await expect(files.getByText('In 1 chat')).toHaveCount(1);
  await page.getByRole('button', { name: 'Delete “old.txt”' }).click();
  await expect(files.getByText('old.txt')).toHaveCount(0);
  // Leaving the page does not undo it.
  await page.goto(`${url()}/c/${thread_id}`);
  await expect(questions(page).first()).toBeVisible();
  const status = async () => (await page.request.get(`${url()}/api/files/${id}`, { headers })).status();
  await expect.poll(status).toBe(404);
  await page.reload();
  await expect(questions(page).first().getByText('deleted')).toBeVisible();
});
