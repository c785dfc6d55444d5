import { expect, type Page } from '@playwright/test';
import { pdf } from '../apps/api/test/documents.js';
import { axeFaults } from './support/accessible.js';
import { call, fake, PASSWORD, signInAsNew } from './support/people.js';
import { test, url } from './support/portals.js';

const PAGES = [['A handbook of the house.'], ['Boilers are serviced in May.', 'Valves are checked each week.']];

/** Uploads a document and waits until it is read. @returns its id */
async function upload(page: Page, token: string, name: string, buffer: Buffer): Promise<string> {
  const headers = { authorization: `Bearer ${token}` };
  const reply = await page.request.post(`${url()}/api/files`, {
    headers,
    multipart: { file: { name, mimeType: 'application/octet-stream', buffer } },
  });
  const { id } = (await reply.json()) as { id: string };
  // The stream ends when nothing of it is under way.
  await page.request.get(`${url()}/api/files/events?id=${id}`, { headers });
  return id;
}

test('a mark of an answer opens the page as drawn, with the passage marked; the next one is text', async ({ page }) => {
  const username = await signInAsNew(page);
  const { token } = await call(page, 'POST', '/api/auth/login', { username, password: PASSWORD });
  const ids = [
    await upload(page, token, 'handbook.pdf', pdf(PAGES)),
    await upload(page, token, 'garden.md', Buffer.from('# Garden\n\nThe hedge is cut in autumn.')),
  ];
  await fake(page, 'scenario', { scenario: { text: 'In May [2]. Also, in autumn [3]. Not [9].' } });
  const asked = { prompt: 'When?', file_ids: ids, model: 'gemma2:2b' };
  const { thread_id } = await call(page, 'POST', '/api/chat', asked, token);
  await page.goto(`${url()}/c/${thread_id}`);
  const answer = page.locator('[data-turn=assistant]');
  await expect(answer.locator('[data-answer]')).toHaveText('In May2. Also, in autumn3. Not.');
  const sources = answer.getByRole('region', { name: 'Sources of this answer' });
  await expect(sources.getByRole('button')).toHaveCount(2);

  const mark = answer.getByRole('button', { name: 'Source 2: handbook.pdf, page 2' });
  await mark.hover();
  await expect(page.getByText('Valves are checked each week.')).toBeVisible();
  await mark.click();
  const panel = page.getByRole('complementary', { name: 'Source' });
  await expect(panel.getByText('Page 2 of 2')).toBeVisible();
  await expect(panel.getByLabel('Passage cited by the answer')).toBeVisible();
  expect(await axeFaults(page)).toEqual([]);
  await panel.getByRole('button', { name: 'Show as text' }).click();
  await expect(panel.locator('mark')).toContainText('Boilers are serviced in May.');
  await panel.getByRole('button', { name: 'Next source' }).click();
  await expect(panel.locator('mark')).toContainText('The hedge is cut in autumn.');

  await call(page, 'DELETE', `/api/files/${ids[1]}`, undefined, token);
  await page.reload();
  await sources.getByRole('button', { name: /garden/ }).click();
  await expect(panel.getByText('This document was removed.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(panel).toHaveCount(0);
});
