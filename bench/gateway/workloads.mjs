// What is measured, at which peers, and the goals.
import { measureRequests } from './requests.mjs';
import { measureFirstToken, measureRelay } from './streams.mjs';

const EVERY = ['nginx', 'floor', 'fastify', 'portkey', 'litellm', 'bifrost', 'ours'];
const everybody = (what) => Object.fromEntries(EVERY.map((peer) => [peer, what]));

/** All processor time, our database's included; it is shown in brackets as well. */
const cpu = (title, unit, ...goals) => ({
  title,
  unit,
  value: ({ own, database }) => own + database,
  database: ({ database }) => database,
  goals,
});
const figure = (name, title, unit, ...goals) => ({ title, unit, value: (figures) => figures[name], goals });
/** The goal is at most so many times another's figure, or at most so much. */
const times = (count, of) => ({ times: count, of });
const most = (count) => ({ most: count });

/**
 * - `double`: the model server behind the gateways; workloads with the same one share what was started
 * - `how`: in `rounds`; or the `memory` of fresh processes, once; or by a `start` in each round
 * - `kinds`: what is asked of each peer that takes part; what two workloads ask alike is measured once
 * - `rows`: the lines of the table
 */
export const WORKLOADS = {
  w7: {
    double: 'stream',
    how: 'memory',
    kinds: everybody('memory'),
    rows: [
      figure('stream', 'W7 memory of a stream, 500 open', 'KiB', most(40)),
      figure('idle', 'W7 memory, idle', 'MiB', most(90)),
      figure('after', 'W7 memory 30 s after', '× idle', most(1.1)),
    ],
  },
  w1: {
    double: 'whole',
    how: 'rounds',
    kinds: everybody('relay'),
    measure: measureRequests,
    rows: [cpu('W1 `/v1`, cache off', 'µs/request', times(4, 'floor'), times(0.25, 'portkey'))],
  },
  w1open: {
    double: 'whole',
    how: 'rounds',
    kinds: { nginx: 'relay', floor: 'relay', ours: 'unlimited' },
    measure: measureRequests,
    rows: [cpu('(W1 with a key that has no limits)', 'µs/request')],
  },
  w1chat: {
    double: 'whole',
    how: 'rounds',
    kinds: { nginx: 'relay', floor: 'relay', ours: 'chat' },
    measure: measureRequests,
    rows: [cpu('W1 `/api/chat`', 'µs/request', times(14, 'floor'))],
  },
  w3: {
    double: 'whole',
    how: 'rounds',
    kinds: { nginx: 'hit', floor: 'relay', ours: 'hit' },
    measure: measureRequests,
    rows: [cpu('W3 cache hit', 'µs/hit', times(2, 'floor'))],
  },
  w2: {
    double: 'stream',
    how: 'rounds',
    kinds: everybody('stream'),
    measure: measureRelay,
    rows: [cpu('W2 relay, 200 streams of 100 tokens at 20/s', 'µs/frame', times(1.3, 'floor'))],
  },
  w4: {
    double: 'stream',
    how: 'rounds',
    kinds: everybody('first'),
    measure: measureFirstToken,
    rows: [
      figure('p50', 'W4 first token added, p50', 'ms', times(3, 'nginx')),
      figure('p99', 'W4 first token added, p99', 'ms', times(3, 'nginx')),
    ],
  },
  w9: {
    double: 'whole',
    how: 'start',
    kinds: { ...everybody('start'), nginx: undefined },
    rows: [figure('ms', 'W9 start on existing data', 'ms', most(400))],
  },
};
