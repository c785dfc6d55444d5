// A page of the measured browser, and what it observes of itself.
import { chromium } from '@playwright/test';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../lib/portal.mjs';

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'];

/** The journeys unpack their Chromium here. */
const UNPACKED = path.join(ROOT, '.cache/chromium/chromium');

export function launchBrowser() {
  const executablePath = process.env.CHROMIUM_PATH ?? UNPACKED;
  if (!existsSync(executablePath))
    throw new Error('There is no Chromium: set CHROMIUM_PATH, or run the journeys once, which unpack theirs.');
  return chromium.launch({ executablePath, args: FLAGS });
}

/** The usual model of a mobile network: 1.6 Mbit/s down, 750 kbit/s up, 150 ms there and back. */
export const SLOW_4G = {
  offline: false,
  latency: 150,
  downloadThroughput: (1.6e6 / 8) * 0.9,
  uploadThroughput: (750e3 / 8) * 0.9,
};

/** Runs in the page, before its own scripts: keeps what the browser reports. */
function observe() {
  const seen = { lcp: 0, lcpOf: '', cls: 0, tasks: [], interactions: [], changedAt: 0 };
  Object.assign(globalThis, { seen });
  const watch = (type, keep, options) =>
    new PerformanceObserver((list) => {
      list.getEntries().forEach(keep);
      seen.changedAt = performance.now();
    }).observe({ type, buffered: true, ...options });
  watch('largest-contentful-paint', (entry) => {
    seen.lcp = entry.startTime;
    seen.lcpOf = entry.element?.textContent?.slice(0, 40) ?? '';
  });
  watch('layout-shift', (entry) => {
    if (!entry.hadRecentInput) seen.cls += entry.value;
  });
  watch('longtask', ({ startTime, duration }) => seen.tasks.push({ at: startTime, ms: duration }));
  watch('resource', () => undefined);
  const keep = ({ interactionId, duration }) => interactionId && seen.interactions.push(duration);
  // The shortest duration that the browser reports at all.
  watch('event', keep, { durationThreshold: 16 });
}

/** @returns a page of a new profile, its debugging session, and what the page has seen of itself */
export async function openPage(browser, { network, slowDown = 1, cookies = [], signedIn = false, viewport } = {}) {
  const context = await browser.newContext({ viewport: viewport ?? { width: 1280, height: 800 }, locale: 'en-GB' });
  await context.addCookies(cookies);
  await context.addInitScript(observe);
  // As a sign-in leaves it.
  if (signedIn) await context.addInitScript(() => localStorage.setItem('pocket-llm.signed-in', 'reader'));
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable');
  await session.send('Network.enable');
  if (network) await session.send('Network.emulateNetworkConditions', network);
  if (slowDown > 1) await session.send('Emulation.setCPUThrottlingRate', { rate: slowDown });
  return { page, session, seen: () => page.evaluate(() => globalThis.seen), close: () => context.close() };
}

/** Waits until the page has loaded, painted and moved nothing for so long, in milliseconds. */
export const untilQuiet = (page, ms) =>
  page.waitForFunction((quiet) => performance.now() - globalThis.seen.changedAt > quiet, ms, { polling: 100 });

/** Seconds in scripts since the page was opened, as the page's thread spent them. */
export async function scriptSeconds(session) {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'ScriptDuration').value;
}

/** The value below which this share of the values lies. */
export const percentile = (values, share) =>
  [...values].sort((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)] ?? 0;

/** What a page was blocked: of each long task, what is over 50 ms. */
export const blocked = (tasks) => tasks.reduce((all, { ms }) => all + Math.max(0, ms - 50), 0);
