import { expect, type Page } from '@playwright/test';
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { composer, signIn } from './support/people.js';
import { test, url } from './support/portals.js';

// A person behind a proxy that puts the server's own name into the Host header, as many do by default.

const open: Server[] = [];
test.afterEach(async () => {
  await Promise.all(
    open.splice(0).map(async (server) => {
      server.closeAllConnections();
      server.close();
    }),
  );
});

/** Starts such a proxy. @param says whether it passes the browser's name on in X-Forwarded-Host */
async function proxyTo(target: string, says: boolean): Promise<string> {
  const { hostname, port, host } = new URL(target);
  const server = createServer((incoming, reply) => {
    const headers = { ...incoming.headers, host, ...(says && { 'x-forwarded-host': incoming.headers.host }) };
    const outgoing = request({ hostname, port, path: incoming.url, method: incoming.method, headers }, (answer) => {
      reply.writeHead(answer.statusCode!, answer.rawHeaders);
      answer.pipe(reply);
    });
    outgoing.on('error', () => reply.destroy());
    reply.on('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  });
  open.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const doctorRow = (page: Page, title: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: title, exact: true }) });

test('with TRUST_PROXY a reload keeps the person signed in, and Doctor finds nothing', async ({
  page,
  trustingUrl,
}) => {
  const address = await proxyTo(trustingUrl, true);
  await signIn(page, address);
  await page.reload();
  await expect(composer(page)).toBeVisible();
  await page.goto(`${address}/admin/doctor`);
  await expect(doctorRow(page, 'Address of this page')).toContainText('agree on 127.0.0.1:');
  await expect(doctorRow(page, 'Session after a reload')).toContainText('stays signed in');
});

test('a proxy that hides the name: after a reload the page says why one signs in again, Doctor what to set', async ({
  page,
}) => {
  const address = await proxyTo(url(), false);
  await signIn(page, address);
  // A page of its own, as a reload is.
  await page.goto(`${address}/admin/doctor`);
  const reason = page.getByRole('alert');
  await expect(reason).toContainText(`counts only for pages of ${new URL(url()).host}`);
  await expect(reason).toContainText('set PUBLIC_URL');
  await expect(reason).toContainText('until you reload the page');
  await page.getByLabel('User name or e-mail').fill('admin');
  await page.getByLabel('Password', { exact: true }).fill('admin123');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: 'Leave this for later' }).click();
  await expect(doctorRow(page, 'Address of this page')).toContainText(`PUBLIC_URL=${address}`);
  await expect(doctorRow(page, 'Session after a reload')).toContainText('counts only for pages of');
});

test('below a path of another site the page says that this does not work', async ({ page }) => {
  // The site's own root knows neither our script nor our styles.
  await page.route('**/*', (route) => {
    const { pathname } = new URL(route.request().url());
    return pathname === '/chat/' ? route.continue() : route.fulfill({ status: 404, body: 'Not here.' });
  });
  await page.goto(`${url()}/chat/`);
  await expect(page.getByText('a path of another site')).toBeVisible();
});
