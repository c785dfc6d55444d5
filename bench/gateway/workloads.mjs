// What is measured, at which peers, and the goals. A workload names the kind of request for each peer.
import { measureRequests } from './requests.mjs';

/**
 * - `double`: the model server behind it; workloads with the same one share the started gateways
 * - `kind(peer)`: what is asked of a peer, `undefined` when it has no part; what two workloads ask is measured once
 * - `measure(kind, sut)`: its figures
 * - `goals`: the most that our figure, with our database's, may be
 */
export const WORKLOADS = {
  w1: {
    title: 'W1 `/v1`, cache off',
    unit: 'µs/request',
    double: 'whole',
    kind: () => 'relay',
    measure: measureRequests,
    goals: [
      { times: 4, of: 'floor' },
      { times: 0.25, of: 'portkey' },
    ],
  },
  w1chat: {
    title: 'W1 `/api/chat`',
    unit: 'µs/request',
    double: 'whole',
    kind: (peer) => ({ ours: 'chat', nginx: 'relay', floor: 'relay' })[peer],
    measure: measureRequests,
    goals: [{ times: 14, of: 'floor' }],
  },
  w3: {
    title: 'W3 cache hit',
    unit: 'µs/hit',
    double: 'whole',
    kind: (peer) => ({ ours: 'hit', nginx: 'hit', floor: 'relay' })[peer],
    measure: measureRequests,
    goals: [{ times: 2, of: 'floor' }],
  },
};
