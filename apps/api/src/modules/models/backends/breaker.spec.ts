import { Breaker } from './breaker.js';

let now: number;
let breaker: Breaker;
beforeEach(() => {
  now = 0;
  breaker = new Breaker(() => now);
});
const fail = (times = 1) => {
  for (let i = 0; i < times; i++) breaker.failed('gone');
};

it('opens after three faults in a row, and an answer between them begins the count anew', () => {
  fail(2);
  breaker.succeeded();
  fail(2);
  expect([breaker.state, breaker.admits]).toEqual(['closed', true]);
  fail();
  expect([breaker.state, breaker.admits, breaker.opensInMs, breaker.fault]).toEqual(['open', false, 2_000, 'gone']);
});

it('lets one trial in after its wait, which doubles with each fault up to a minute', () => {
  fail(3);
  for (const wait of [2, 4, 8, 16, 32, 60, 60]) {
    now += wait * 1_000 - 1;
    expect(breaker.state).toBe('open');
    now += 1;
    expect([breaker.state, breaker.admits]).toEqual(['half-open', true]);
    breaker.enter();
    expect(breaker.admits).toBe(false);
    fail();
  }
});

it('closes when the trial succeeds, and the next wait is short again', () => {
  fail(3);
  now += 2_000;
  fail();
  now += 4_000;
  breaker.enter();
  breaker.succeeded();
  expect([breaker.state, breaker.admits, breaker.fault]).toEqual(['closed', true, undefined]);
  fail(3);
  expect(breaker.opensInMs).toBe(2_000);
});

it('faults of those that were there already make no wait longer, and the last one is known', () => {
  fail(3);
  now += 500;
  fail(5);
  breaker.failed('still gone');
  expect([breaker.opensInMs, breaker.fault]).toEqual([1_500, 'still gone']);
});

it('the end of an earlier trial does not let a second one in beside the present one', () => {
  fail(3);
  now += 2_000;
  const leave = breaker.enter();
  breaker.succeeded();
  fail(3);
  now += 2_000;
  breaker.enter();
  leave();
  expect(breaker.admits).toBe(false);
});

it('a trial whose caller left says nothing: the next one tries', () => {
  fail(3);
  now += 2_000;
  const leave = breaker.enter();
  leave();
  expect([breaker.state, breaker.admits]).toEqual(['half-open', true]);
});

it('a probe closes it only when it is due for a trial, and was only out of reach', () => {
  for (let i = 0; i < 3; i++) breaker.failed('gone', true);
  breaker.probed();
  expect(breaker.state).toBe('open');
  now += 2_000;
  breaker.probed();
  expect(breaker.state).toBe('closed');
  for (const isUnreachable of [true, false, true]) breaker.failed('gone', isUnreachable);
  now += 2_000;
  breaker.probed();
  expect(breaker.state).toBe('half-open');
});
