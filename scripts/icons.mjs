// Draws the icons of the installed app from `favicon.svg`: `node scripts/icons.mjs`. Their results are committed.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { root } from './run.mjs';

const PUBLIC = path.join(root, 'apps/web/public');
/** Colour of the icon's ground, which fills the whole of a maskable icon. */
const GROUND = '#1e1a15';
/** A device may cut off a tenth of a maskable icon at each side. */
const SAFE = 0.8;

const svg = await readFile(path.join(PUBLIC, 'favicon.svg'), 'utf8');
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH, args: ['--no-sandbox'] });
for (const [name, size, share] of [
  ['icon-192', 192, 1],
  ['icon-512', 512, 1],
  ['apple-touch-icon', 180, 1],
  ['icon-maskable-512', 512, SAFE],
]) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const ground = share < 1 || name === 'apple-touch-icon' ? GROUND : 'transparent';
  const body = `body{margin:0;display:grid;place-items:center;height:100vh;background:${ground}}`;
  await page.setContent(`<style>${body} svg{width:${share * 100}%}</style>${svg}`);
  await page.screenshot({ path: path.join(PUBLIC, `${name}.png`), omitBackground: true });
  await page.close();
}
await browser.close();
