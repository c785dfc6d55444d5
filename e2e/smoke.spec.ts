import { expect, test } from '@playwright/test';
test('landing', async ({ page }) => {
  await page.goto(process.env.E2E_BARE_URL!);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.screenshot({ path: '/tmp/shot-landing.png' });
  await page.goto(process.env.E2E_BARE_URL! + '/login');
  await page.screenshot({ path: '/tmp/shot-login.png' });
});
