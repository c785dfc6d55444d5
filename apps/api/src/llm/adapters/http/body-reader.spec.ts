import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { BodyReader } from './body-reader.js';

const textOf = (chunks: Buffer[]): string => Buffer.concat(chunks).toString();

describe('BodyReader', () => {
  it('gives out what has come, then waits, and ends with nothing', async () => {
    const body = new PassThrough();
    const reader = new BodyReader(body);
    body.write('one ');
    body.write('two');
    expect(textOf(await reader.next())).toBe('one two');
    const next = reader.next();
    body.write('three');
    expect(textOf(await next)).toBe('three');
    body.end();
    expect(await reader.next()).toEqual([]);
    expect(await reader.next()).toEqual([]);
  });

  it('gives out what came before a fault, and then the fault', async () => {
    const body = new PassThrough();
    const reader = new BodyReader(body);
    body.write('half', () => body.destroy(new Error('reset')));
    await once(body, 'close').catch(() => undefined);
    expect(textOf(await reader.next())).toBe('half');
    await expect(reader.next()).rejects.toThrow('reset');
  });

  it.each([
    ['closed', undefined, 'closed before'],
    ['broken', new Error('reset'), 'reset'],
  ])('does not wait for a reply that was %s before anybody read it', async (_, fault, message) => {
    const body = new PassThrough();
    body.on('error', () => undefined).destroy(fault);
    await once(body, 'close').catch(() => undefined);
    await expect(new BodyReader(body).next()).rejects.toThrow(message);
  });

  it('takes a reply that closes before its end for broken', async () => {
    const body = new PassThrough();
    const next = new BodyReader(body).next();
    body.destroy();
    await expect(next).rejects.toThrow('closed before its end');
  });

  it('holds a sender whose reader is slow, and goes on when it reads', async () => {
    const body = new PassThrough({ highWaterMark: 1024 });
    const reader = new BodyReader(body);
    let taken = 0;
    while (body.write(Buffer.alloc(64 * 1024)) && taken < 100) taken++;
    while (!body.isPaused()) await once(body, 'drain');
    expect(taken).toBeLessThan(100);
    const first = (await reader.next()).reduce((sum, { length }) => sum + length, 0);
    expect(first).toBeGreaterThan(256 * 1024);
    expect(body.isPaused()).toBe(false);
  });

  it('leaves the rest to whoever comes next, and a late fault ends nothing', async () => {
    const body = new PassThrough();
    const reader = new BodyReader(body);
    body.write('mine');
    await reader.next();
    reader.stop();
    const rest = once(body.resume(), 'data');
    body.write('yours');
    expect(String((await rest)[0])).toBe('yours');
    body.destroy(new Error('late'));
    await once(body, 'close').catch(() => undefined);
  });
});
