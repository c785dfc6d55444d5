import { chromium } from '/tmp/wt/files18/node_modules/.pnpm/playwright-core@1.65.1/node_modules/playwright-core/index.mjs';
import { existsSync, readFileSync } from 'node:fs';
const exe = ['/tmp/wt/files18/.cache/chromium/chromium','/work/main/.cache/chromium/chromium'].find(existsSync) ?? process.env.CHROMIUM;
const b = await chromium.launch({ executablePath: exe, args: ['--no-sandbox'] });
const shots='/tmp/files18-shots/';
for (const [w,h,theme] of [[1280,800,'light'],[390,800,'dark']]) {
  const page = await b.newPage({ viewport: { width: w, height: h }, colorScheme: theme });
  page.on('console', m => m.type()==='error' && console.log('console', m.text()));
  page.on('pageerror', e => console.log('pageerror', e.message));
  await page.goto('http://127.0.0.1:21919/');
  await page.goto('http://127.0.0.1:21919/login').catch(()=>{});
  await page.getByLabel(/user name or e-mail|user name|name/i).first().fill('admin');
  await page.getByLabel('Password', { exact: true }).fill('trial-12345678');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL(/chat|welcome/);
  await page.goto('http://127.0.0.1:21919/chat');
  await page.locator('#composer').waitFor();
  const big = 'name,age\n'.repeat(700000);
  await page.getByLabel('Add files').first().setInputFiles([
    { name: 'Annual report with a rather long name that goes on.csv', mimeType: 'text/csv', buffer: Buffer.from(big) },
    { name: 'scan.pdf', mimeType: 'application/pdf', buffer: readFileSync('/tmp/files18-scan.pdf') },
    { name: 'report.pdf', mimeType: 'application/pdf', buffer: readFileSync('/tmp/files18-report.pdf') },
    { name: 'tool.exe', mimeType: '', buffer: Buffer.from([0x7f,0x45,0x4c,0x46,0,1]) },
  ]);
  await page.locator('[data-file-state]').first().waitFor();
  await page.waitForTimeout(300);
  await page.screenshot({ path: `${shots}chips-1-${w}.png` });
  await page.locator('[data-file-state=refused]').nth(1).waitFor();
  await page.locator('[data-file-state=parsing]').first().waitFor();
  await page.screenshot({ path: `${shots}chips-2-${w}.png` });
  console.log(await page.locator('ul[aria-label=Documents]').innerText());
  await page.locator('#composer').fill('What is in it?');
  console.log(await page.locator('button[type=submit]').getAttribute('aria-label'));
  await page.locator('#composer').press('Enter');
  await page.waitForTimeout(400);
  await page.screenshot({ path: `${shots}chips-3-${w}.png` });
  for (let n = await page.locator('[data-file-state=refused]').count(); n > 0; n--) await page.locator('[data-file-state=refused] button[aria-label^=Remove]').first().click();
  await page.reload();
  await page.locator('[data-file-state]').first().waitFor();
  await page.waitForTimeout(500);
  console.log('after reload', await page.locator('ul[aria-label=Documents]').innerText());
  await page.locator('#composer').fill('What is in it?');
  await page.locator('#composer').press('Enter');
  await page.locator('article').first().waitFor();
  await page.waitForTimeout(1500);
  await page.screenshot({ path: `${shots}chips-4-${w}.png` });
  await page.close();
}
await b.close();
