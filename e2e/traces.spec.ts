import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from '@playwright/test';
import { ask, signIn, whenWritten } from './support/people.js';
import { fakeUrl, test, url, withPortal } from './support/portals.js';

interface Span {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
}

test('a question is one trace, from the page by way of the API and the queue to the model server', async ({ page }) => {
  test.setTimeout(120_000); // It starts a portal of its own.
  const spans: Span[] = [];
  const receiver = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      for (const { scopeSpans } of JSON.parse(body).resourceSpans)
        for (const scope of scopeSpans) spans.push(...(scope.spans as Span[]));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const env = {
    OLLAMA_HOST: fakeUrl(),
    EMBEDDED_ENGINE: 'off',
    TITLE_MODEL: 'off',
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`,
  };
  await withPortal(env, async (address) => {
    await signIn(page, address);
    const reported = page.waitForResponse(`${address}/api/traces`);
    await ask(page, 'How long does it take?');
    await whenWritten(page);
    expect((await reported).status()).toBe(204);
  });
  receiver.close();

  const named = (name: string) => spans.find((span) => span.name === name)!;
  const root = named('question');
  expect(root.parentSpanId).toBeUndefined();
  const mine = spans.filter(({ traceId }) => traceId === root.traceId);
  expect(mine.map(({ name }) => name).sort()).toEqual(['POST /api/chat', 'llm.chat', 'llm.queue', 'question', 'run']);
  expect(named('POST /api/chat').parentSpanId).toBe(root.spanId);
  expect(named('run').parentSpanId).toBe(named('POST /api/chat').spanId);
  for (const name of ['llm.queue', 'llm.chat']) expect(named(name).parentSpanId).toBe(named('run').spanId);
});

test('without traces the page has no script for them, and its questions no header', async ({ page }) => {
  await signIn(page, url());
  const asked = page.waitForRequest((request) => request.method() === 'POST' && request.url() === `${url()}/api/chat`);
  await ask(page, 'Nobody measures this');
  expect((await asked).headers()).not.toHaveProperty('traceparent');
  expect(await page.locator('script[src*="tracing"]').count()).toBe(0);
  await whenWritten(page);
});
