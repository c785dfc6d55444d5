import { expect, type Page } from '@playwright/test';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { type AddressInfo } from 'node:net';
import { ask, composer, signIn, signInAsNew, whenWritten } from './support/people.js';
import { test, url, withPortal } from './support/portals.js';

test.use({ serviceWorkers: 'allow' });

/** Waits until the service worker answers for this page. */
const controlled = (page: Page) =>
  page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller)
      await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve));
  });

test('the app can be installed, and takes what other apps share', async ({ page }) => {
  await signInAsNew(page);
  const manifest = await page.locator('link[rel=manifest]').getAttribute('href');
  const { start_url, icons } = await (await page.request.get(url() + manifest!)).json();
  expect(start_url).toBe('/chat');
  for (const { src } of icons)
    expect((await page.request.get(url() + src)).headers()['content-type']).toBe('image/png');
  await controlled(page);
  const share = (text: string) =>
    page.evaluate((words) => {
      const form = document.createElement('form');
      form.method = 'POST';
      form.enctype = 'multipart/form-data';
      form.action = '/share';
      const field = form.appendChild(document.createElement('input'));
      [field.name, field.value] = ['text', words];
      const files = form.appendChild(document.createElement('input'));
      [files.type, files.name] = ['file', 'files'];
      const chosen = new DataTransfer();
      chosen.items.add(new File(['no picture'], 'note.png', { type: 'image/png' }));
      files.files = chosen.files;
      document.body.append(form);
      form.submit();
    }, text);
  await share('Look at this');
  await expect(composer(page)).toHaveValue('Look at this');
  // The picture has arrived, too: this model cannot see it, which the composer says.
  await expect(page.getByText(/cannot see images/).first()).toBeVisible();
  await expect(page).toHaveURL(`${url()}/chat`);
});

test('without the server the app opens, and names the latest chats without their text', async ({ page }) => {
  await withPortal({ OLLAMA_HOST: 'http://127.0.0.1:9' }, async (base) => {
    await page.goto(`${base}/login`);
    await page.getByLabel('User name or e-mail').fill('admin');
    await page.getByLabel('Password', { exact: true }).fill('admin123');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('button', { name: 'Leave this for later' }).click();
    await ask(page, 'Who are you, tell me');
    await whenWritten(page);
    await controlled(page);
    // Once more, so that its files have come through the service worker.
    await page.reload();
    await expect(composer(page)).toBeVisible();
  });
  await page.reload();
  await expect(page.getByRole('heading', { name: 'The server is not responding' })).toBeVisible();
  await expect(page.getByRole('list', { name: /Your latest chats/ })).toContainText('Who are you, tell me');
  expect(await page.evaluate(() => localStorage.getItem('pocket-llm.titles'))).not.toContain('pocket-demo');
});

/** A proxy to the portal that changes the service worker, as another version of the program would. */
async function proxy(): Promise<{ base: string; update: () => void; close: () => Promise<void> }> {
  let version = '';
  const { hostname, port } = new URL(url());
  const server = createServer((incoming, reply) => {
    const { url: path, method } = incoming;
    const { 'if-none-match': _, 'if-modified-since': __, ...given } = incoming.headers;
    const headers = { ...given, 'accept-encoding': 'identity' };
    const outgoing = request({ hostname, port, path, method, headers }, (answer) => {
      const isWorker = path === '/sw.js';
      const { 'content-length': length, ...rest } = answer.headers;
      reply.writeHead(answer.statusCode!, isWorker ? rest : { ...rest, ...(length && { 'content-length': length }) });
      if (isWorker) reply.write(version);
      answer.pipe(reply);
    });
    outgoing.on('error', () => reply.destroy());
    reply.on('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    update: () => (version = '/* another version */\n'),
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

test('a new version is offered, and loads when one says so', async ({ page }) => {
  const { base, update, close } = await proxy();
  await signIn(page, base);
  await controlled(page);
  await composer(page).fill('half a thought');
  update();
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
  await expect(page.getByText('A new version is here.')).toBeVisible();
  await expect(composer(page)).toHaveValue('half a thought');
  const loaded = page.waitForEvent('load');
  await page.getByRole('button', { name: 'Reload', exact: true }).click();
  await loaded;
  await expect(composer(page)).toHaveValue('half a thought');
  await expect(page.getByText('A new version is here.')).toHaveCount(0);
  await close();
});

test('a device is told that an answer is ready: asked for in the settings of the device', async ({ page }) => {
  // There is no push service here, and this browser shows no notifications: its part is as others would do it, with the
  // keys of RFC 8291.
  await page.addInitScript(() => {
    const keys = {
      p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
      auth: 'BTBZMqHH6r4Tts7J_aSIgg',
    };
    const endpoint = `https://push.example.org/${crypto.randomUUID()}`;
    const subscription = { toJSON: () => ({ endpoint, keys }), unsubscribe: async () => true };
    PushManager.prototype.subscribe = async () => subscription as unknown as PushSubscription;
    PushManager.prototype.getSubscription = async () => null;
    const permission = (): NotificationPermission => (localStorage.getItem('granted') ? 'granted' : 'denied');
    Object.defineProperty(Notification, 'permission', { get: permission });
    Notification.requestPermission = async () => permission();
  });
  await signInAsNew(page, 'user', '/settings/chat');
  const toggle = page.getByRole('switch', { name: 'Tell me on this device' });
  await expect(page.getByText('Notifications of this site are blocked.')).toBeVisible();
  await expect(toggle).toBeDisabled();

  await page.evaluate(() => localStorage.setItem('granted', 'yes'));
  await page.reload();
  await toggle.click();
  await expect(toggle).toBeChecked();
  await page.getByRole('switch', { name: 'Name the chat in the message' }).click();
  await expect(page.getByRole('switch', { name: 'Name the chat in the message' })).toBeChecked();
  await page.reload();
  await expect(toggle).toBeChecked();

  await toggle.click();
  await expect(toggle).not.toBeChecked();
});
