import { PushHosts } from './push-hosts.js';

const HOST = 'push.example.org';
let time = 0;
const hosts = () => {
  time = 1_000;
  return new PushHosts(() => time);
};
const fail = (all: PushHosts, times: number) => {
  for (let i = 0; i < times; i++) all.failed(HOST, 'answered 503');
};

it('a host is left alone after three failures in a row, and only that host', () => {
  const all = hosts();
  fail(all, 2);
  expect(all.admits(HOST, 10)).toBe(true);
  fail(all, 1);
  expect([all.admits(HOST, 10), all.admits('other.example.org', 10)]).toEqual([false, true]);
  expect(all.lastFailure).toEqual({ host: HOST, reason: 'answered 503', at: new Date(1_000), until: new Date(61_000) });
});

it('a success in between begins the count again', () => {
  const all = hosts();
  fail(all, 2);
  all.succeeded(HOST);
  fail(all, 2);
  expect(all.admits(HOST, 10)).toBe(true);
});

it('after the pause one message tries; when it fails the pause is twice as long, up to half an hour', () => {
  const all = hosts();
  fail(all, 3);
  time += 60_000;
  expect([all.admits(HOST, 10), all.admits(HOST, 10)]).toEqual([true, false]);
  fail(all, 1);
  time += 119_999;
  expect(all.admits(HOST, 10)).toBe(false);
  time += 1;
  expect(all.admits(HOST, 10)).toBe(true);
  fail(all, 20);
  time += 30 * 60_000;
  expect(all.admits(HOST, 10)).toBe(true);
  all.succeeded(HOST);
  expect([all.admits(HOST, 10), all.lastFailure]).toEqual([true, undefined]);
});
