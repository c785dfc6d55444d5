import { expect, type Page } from '@playwright/test';
import { axeFaults } from './support/accessible.js';
import { call, newPerson, PASSWORD, signInAsNew } from './support/people.js';
import { test, url } from './support/portals.js';

/** What a person may use, by name. */
async function modelsOf(page: Page, username: string): Promise<string[]> {
  const { token } = await call(page, 'POST', '/api/auth/login', { username, password: PASSWORD });
  const models = (await call(page, 'GET', '/api/models', undefined, token)) as { name: string }[];
  return models.map(({ name }) => name);
}

const inspector = (page: Page, name: string) => page.getByRole('dialog', { name, exact: true });

test('a group is made, gets a person, models and a quota, and is deleted', async ({ page, browser }) => {
  await page.goto(url());
  const ada = await newPerson(page);
  const all = await modelsOf(page, ada);
  await page.context().clearCookies();
  await signInAsNew(page, 'admin', '/admin/groups');
  await page.getByRole('button', { name: 'New group' }).click();
  const name = `Physics ${Date.now().toString(36)}`;
  const making = page.getByRole('dialog', { name: 'Make a group' });
  await making.getByLabel('Name').fill(name);
  await making.getByRole('button', { name: 'Make group' }).click();

  const sheet = inspector(page, name);
  await expect(page).toHaveURL(/group=[0-9a-f-]{36}$/);
  await sheet.getByRole('searchbox', { name: 'Add people' }).fill(ada);
  await sheet.getByRole('button', { name: `Add ${ada}` }).click();
  await expect(sheet.getByRole('list', { name: `People in ${name}` })).toContainText(ada);
  await expect(sheet.getByRole('searchbox', { name: 'Add people' })).toBeFocused();

  const models = sheet.getByRole('region', { name: 'Models' });
  await models.getByLabel('Only these').check();
  await expect(models.getByText('None is ticked')).toBeVisible();
  await models.getByRole('checkbox', { name: 'gemma2:2b' }).check();
  await models.getByRole('button', { name: 'Save' }).click();
  await expect(models.getByText('Saved.')).toBeVisible();
  const quota = sheet.getByRole('region', { name: 'Quota' });
  await quota.getByLabel('Tokens per day').fill('60000');
  await expect(quota.getByText('That is about 40 long answers a day.')).toBeVisible();
  await quota.getByRole('button', { name: 'Save' }).click();
  await expect(quota.getByText('Saved.')).toBeVisible();
  const about = sheet.getByRole('region', { name: 'Name and description' });
  await about.getByLabel('Description').fill('Third floor');
  const sent = page.waitForRequest((request) => request.method() === 'PUT');
  await about.getByRole('button', { name: 'Save' }).click();
  expect((await sent).postDataJSON()).toEqual({ description: 'Third floor' });
  await expect(about.getByText('Saved.')).toBeVisible();
  expect(await axeFaults(page)).toEqual([]);

  const hers = await (await browser.newContext()).newPage();
  expect(await modelsOf(hers, ada)).toEqual(['gemma2:2b']);
  await hers.context().close();

  await page.keyboard.press('Escape');
  const row = page.getByRole('row').filter({ hasText: name });
  await expect(row).toContainText(/1 of \d+.*60,000 tokens a day.*by hand/);
  expect(await axeFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'New group' }).click();
  await making.getByLabel('Name').fill(name.toUpperCase());
  await making.getByRole('button', { name: 'Make group' }).click();
  await expect(making.getByText('Another group has this name.')).toBeVisible();
  await page.keyboard.press('Escape');

  await row.getByRole('button', { name: `Open ${name}` }).click();
  await sheet.getByRole('button', { name: 'Delete group' }).click();
  const asking = page.getByRole('dialog', { name: `Delete the group ${name}?` });
  await expect(asking).toContainText('1 person loses what it gives them');
  await expect(asking).toContainText('Whoever is in no other group then may use all models');
  const address = page.url();
  await asking.getByRole('button', { name: 'Delete group' }).click();
  await expect(row).toHaveCount(0);
  await page.goto(address);
  await expect(page.getByText('This group does not exist any more.')).toBeVisible();
  expect(await modelsOf(page, ada)).toEqual(all);
});

test('a model is reserved for a group; who may use it, and why not, is said with the way to it', async ({ page }) => {
  await page.goto(url());
  const ada = await newPerson(page);
  const { token } = await call(page, 'POST', '/api/auth/login', { username: 'admin', password: 'admin123' });
  const name = `Lab ${Date.now().toString(36)}`;
  await call(page, 'POST', '/api/admin/groups', { name }, token);
  await page.context().clearCookies();
  await signInAsNew(page, 'admin', '/admin/models');
  await page.getByRole('button', { name: 'Open qwen3:4b' }).click();
  const reserved = inspector(page, 'qwen3:4b').getByRole('region', { name: 'Reserved for' });
  await reserved.getByLabel('Only these groups').check();
  await expect(reserved.getByText('Reserved for no group, so nobody may use it.')).toBeVisible();
  await reserved.getByRole('checkbox', { name }).check();
  await reserved.getByRole('button', { name: 'Save' }).click();
  await expect(reserved.getByText('Saved.')).toBeVisible();
  expect(await axeFaults(page)).toEqual([]);

  await page.goto(`${url()}/admin/users?q=${ada}`);
  await page.getByRole('button', { name: `Open ${ada}` }).click();
  const rights = inspector(page, ada).getByRole('region', { name: 'Models and rights' });
  const line = rights.getByRole('listitem').filter({ hasText: 'qwen3:4b' }).first();
  await expect(line).toContainText('not allowed');
  await expect(line).toContainText(`qwen3:4b is reserved for ${name}, and ${ada} is in no such group.`);
  await line.getByText('qwen3:4b', { exact: true }).click();
  await expect(line.getByRole('list', { name: 'Why, for qwen3:4b' }).getByRole('listitem')).toContainText([
    'qwen3:4b is switched on.',
    'qwen3:4b is for the role User',
    'is in no such group',
    'is in no group that would confine the models.',
  ]);
  expect(await axeFaults(page)).toEqual([]);
  await line.getByRole('button', { name: `Add ${ada} to ${name}` }).click();
  await expect(line).not.toContainText('not allowed');
  await expect(rights.getByRole('button', { name: `Remove ${ada} from ${name}` })).toBeVisible();

  await page.goto(`${url()}/admin/users`);
  await page.getByRole('combobox', { name: 'Group' }).click();
  await page.getByRole('option', { name }).click();
  await expect(page.getByText('1 account', { exact: true })).toBeVisible();
  await page.goto(`${url()}/admin/models`);
  await expect(page.getByRole('row').filter({ hasText: 'qwen3:4b' })).toContainText('reserved for 1 group');
  const groups = (await call(page, 'GET', '/api/admin/groups?limit=200', undefined, token)) as {
    id: string;
    name: string;
  }[];
  await call(page, 'DELETE', `/api/admin/groups/${groups.find((group) => group.name === name)!.id}`, undefined, token);
  await page.reload();
  await expect(page.getByRole('row').filter({ hasText: 'qwen3:4b' })).toContainText('reserved for nobody');
  await page.getByRole('button', { name: 'Open qwen3:4b' }).click();
  await reserved.getByLabel('Nobody in particular').check();
  await reserved.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('reserved for nobody')).toHaveCount(0);
});
