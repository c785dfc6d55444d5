import { expect, type Page } from '@playwright/test';
import { fakeUrl, url } from './portals.js';

export const PASSWORD = 'correct horse battery';

/** Opens the portal and signs in through the form. */
export async function signIn(page: Page, base: string, name = 'admin', password = 'admin123'): Promise<void> {
  await page.goto(`${base}/login`);
  await page.getByLabel('User name or e-mail').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  // The default password leads to the first minutes of a portal.
  if (password === 'admin123') await page.getByRole('button', { name: 'Leave this for later' }).click();
  await expect(composer(page)).toBeVisible();
}

let people = 0;

type Role = 'user' | 'developer' | 'admin';

/**
 * Creates an account and signs the browser in, without opening a page. Through the API, which spares every journey the
 * form and what follows it; `signIn` is for those about the form.
 * @returns the account's name
 */
export async function newPerson(page: Page, role: Role = 'user'): Promise<string> {
  const name = `${role}-${process.pid}-${Date.now().toString(36)}-${++people}`;
  const account = { username: name, email: `${name}@example.org`, password: PASSWORD, role };
  const admin = await call(page, 'POST', '/api/auth/login', { username: 'admin', password: 'admin123' });
  await call(page, 'POST', '/api/auth/register', account, admin.token);
  await page.context().clearCookies();
  // Its cookie lands in the browser. The list of devices shows what the browser calls itself.
  const reply = await page.request.post(`${url()}/api/auth/login`, {
    data: { username: name, password: PASSWORD },
    headers: { 'user-agent': await page.evaluate(() => navigator.userAgent) },
  });
  expect(reply.ok()).toBe(true);
  return name;
}

/** A `newPerson` on a page. @returns the account's name */
export async function signInAsNew(page: Page, role: Role = 'user', path = '/chat'): Promise<string> {
  const name = await newPerson(page, role);
  await page.goto(url() + path);
  // As a sign-in leaves it: pages for everybody ask for a session only where there has been one.
  await page.evaluate(() => localStorage.setItem('pocket-llm.signed-in', '1'));
  if (path === '/chat') await expect(composer(page)).toBeVisible();
  return name;
}

/** Calls the API without the page. @returns the body */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- Journeys read bodies of many shapes.
export async function call(page: Page, method: string, path: string, data?: unknown, token?: string): Promise<any> {
  const reply = await page.request.fetch(url() + path, {
    method,
    data,
    headers: token ? { authorization: `Bearer ${token}` } : {},
  });
  expect(reply.ok(), `${method} ${path}: ${reply.status()}`).toBe(true);
  return reply.status() === 204 ? undefined : reply.json();
}

export const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' });
export const answers = (page: Page) => page.getByRole('article').filter({ hasText: 'Assistant' });

export const questions = (page: Page) => page.locator('article[data-turn="user"]');

/** Waits until there are `count` answers and none is in progress. */
export async function whenWritten(page: Page, count = 1): Promise<void> {
  await expect.poll(() => answers(page).count()).toBeGreaterThanOrEqual(count);
  await expect(answers(page).last().getByRole('group', { name: 'Actions for this answer' })).toBeVisible({
    timeout: 30_000,
  });
  await expect(answers(page).last().getByRole('button', { name: 'More actions' })).toBeAttached();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
}

/** Types a question and sends it. */
export async function ask(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

/** Configures the backend double. */
export async function fake(page: Page, path: 'scenario' | 'release' | 'models', body: unknown): Promise<void> {
  const reply = await page.request.post(`${fakeUrl()}/__fake/${path}`, { data: body });
  expect(reply.ok()).toBe(true);
}

export interface BackendRequest {
  path: string;
  aborted: boolean;
  finished: boolean;
  body?: { messages?: { role: string; content: string }[]; options?: Record<string, unknown> };
}

/** Chat requests with this prompt that the backend double received. */
export async function backendRequests(page: Page, prompt: string): Promise<BackendRequest[]> {
  const reply = await page.request.get(`${fakeUrl()}/__fake/requests`);
  const all = (await reply.json()) as BackendRequest[];
  return all.filter(({ path, body }) => path === '/api/chat' && body?.messages?.at(-1)?.content === prompt);
}
