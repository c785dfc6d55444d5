// Where the microseconds of a request go: a flame graph and a table for each workload, in docs/performance.
// `pnpm bench --only profile`
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from './lib/portal.mjs';
import { describeCode, describeMachine, replaceBetween } from './lib/report.mjs';
import { PEERS } from './gateway/peers.mjs';
import { measureRequests } from './gateway/requests.mjs';
import { startDouble } from './gateway/servers.mjs';
import { measureRelay } from './gateway/streams.mjs';
import { flameGraph } from './profile/flame.mjs';
import { profileOf } from './profile/inspector.mjs';
import { sourcesOf, treeOf } from './profile/stacks.mjs';

const request = (kind) => (sut, double, warming) => measureRequests(kind, sut, { double, warming });

const PROFILED = {
  w1: { title: 'W1: a whole answer through /v1', double: 'whole', work: request('relay') },
  w1chat: { title: 'W1: a question through /api/chat', double: 'whole', work: request('chat') },
  w3: { title: 'W3: an answer from the cache', double: 'whole', work: request('hit') },
  w2: { title: 'W2: the relay of 200 streams', double: 'stream', work: (sut) => measureRelay('stream', sut) },
};

/** Rooms of the table, the first that fits. */
const ROOMS = [
  ['sockets: system calls', /^V8 sockets$/],
  ['garbage collection', /^V8 garbage$/],
  ['the queue of promises', /^V8 promises$/],
  ['the rest of V8, and the kernel', /^V8/],
  ['HTTP and sockets (Node)', /^node$/],
  ['the HTTP client (undici)', /^undici$/],
  [
    'the framework (Nest, Fastify, Passport)',
    /^(@nestjs|@fastify|fastify|passport|find-my-way|avvio|reflect-metadata)/,
  ],
  ['the database (TypeORM, pg)', /^(pg|typeorm|packages)/],
  ['other packages', /^(?!src\/)/],
  ['who may: `auth`, `usage`', /^src\/modules\/(auth|usage)/],
  ['what is written down: `logging`, `telemetry`', /^src\/modules\/(logging|telemetry)/],
  ['the gateway’s dialects', /^src\/modules\/developer/],
  ['the answer: `inference`, `chat`, `models`, `llm`', /^src\/(modules|llm)/],
  ['the rest of ours', /./],
];

function sharesOf(tree) {
  const sums = new Map(ROOMS.map(([room]) => [room, 0]));
  for (const [source, micros] of sourcesOf(tree)) {
    const [room] = ROOMS.find(([, pattern]) => pattern.test(source));
    sums.set(room, sums.get(room) + micros);
  }
  return new Map([...sums].map(([room, micros]) => [room, (micros / tree.total) * 100]));
}

/** Profiles every workload on processes of its own. */
export async function profileAll({ publishes = false } = {}) {
  const shares = {};
  for (const [id, { title, double: name, work }] of Object.entries(PROFILED)) {
    const double = await startDouble(name);
    const sut = await PEERS.ours.start(double.url);
    try {
      await work(sut, double, true);
      const tree = await treeOf(await profileOf(sut.pid, () => work(sut, double, false)));
      shares[id] = sharesOf(tree);
      if (publishes) await writeFile(path.join(ROOT, `docs/performance/${id}.svg`), flameGraph(tree, title));
    } finally {
      await sut.stop();
      await double.stop();
    }
  }
  const table = tableOf(shares);
  console.log(`\n${table}`);
  if (publishes) await replaceBetween('profile', table, 'docs/performance.md');
}

function tableOf(shares) {
  const { cpu, node } = describeMachine();
  const ids = Object.keys(shares);
  const rows = ROOMS.map(([room]) => `| ${room} | ${ids.map((id) => shares[id].get(room).toFixed(0)).join(' | ')} |`);
  return [
    `Per cent of the server's own time; ${cpu}, Node ${node}, commit \`${describeCode().commit}\`.`,
    '',
    `| where | ${ids.join(' | ')} |`,
    `|---|${ids.map(() => '--:').join('|')}|`,
    ...rows,
  ].join('\n');
}
