// pnpm bench [--only gateway | product | micro | profile | web | cold,relay,w1,w3 …] [--runs 7]
//   [--rounds 5] [--peers nginx,floor,ours] [--force | --wait] [--fetch-peers]
// Measures the built product, alone and beside other gateways. Asserts that every run did its work; never that it was
// fast.
import { parseArgs } from 'node:util';
import { build } from '../scripts/build.mjs';
import { closeConnections } from './lib/http.mjs';
import { cleanUp } from './lib/portal.mjs';
import { compareGateways } from './gateway/index.mjs';
import { fetchPeers } from './gateway/foreign.mjs';
import { PEERS } from './gateway/peers.mjs';
import { MachineLoaded } from './gateway/rounds.mjs';
import { WORKLOADS } from './gateway/workloads.mjs';
import { measurePieces } from './micro.mjs';
import { MEASUREMENTS, measureProduct } from './product.mjs';
import { profileAll } from './profile.mjs';
import { measureWeb, WEB } from './web.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    runs: { type: 'string' },
    rounds: { type: 'string' },
    peers: { type: 'string' },
    force: { type: 'boolean', default: false },
    wait: { type: 'boolean', default: false },
    'fetch-peers': { type: 'boolean', default: false },
  },
});

/** What can be measured, in five groups; the name of a group means all of it. */
const GROUPS = {
  product: Object.keys(MEASUREMENTS),
  gateway: Object.keys(WORKLOADS),
  micro: ['pieces'],
  profile: ['flames'],
  web: Object.keys(WEB),
};

/** The names in a list of an option; all of them without it. @throws when there is none of that name */
function chosenOf(list, known) {
  const chosen = list?.split(',') ?? known;
  const unknown = chosen.find((name) => !known.includes(name));
  if (unknown) throw new Error(`There is no ${unknown}. There are: ${known.join(', ')}.`);
  return chosen;
}

const named = chosenOf(values.only, [...Object.keys(GROUPS), ...Object.values(GROUPS).flat()]);
const chosen = new Set(named.flatMap((name) => GROUPS[name] ?? name));
const peers = chosenOf(values.peers, Object.keys(PEERS));
const [product, gateway, micro, profile, web] = Object.values(GROUPS).map((names) =>
  names.filter((name) => chosen.has(name)),
);
/** Only a whole group, measured as it should be, is published. */
const isPublished = (names, group) =>
  names.length === GROUPS[group].length && !values.runs && !values.rounds && !values.peers && !values.force;

// Interrupted, it leaves nothing behind either.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void cleanUp().finally(() => process.exit(1)));

await build();
if (values['fetch-peers']) fetchPeers();
try {
  if (product.length > 0)
    await measureProduct(product, {
      runs: values.runs && Number(values.runs),
      publishes: isPublished(product, 'product'),
    });
  if (gateway.length > 0)
    await compareGateways({
      only: gateway,
      rounds: Number(values.rounds ?? 5),
      peers,
      force: values.force,
      wait: values.wait,
      publishes: isPublished(gateway, 'gateway'),
    });
  if (micro.length > 0) await measurePieces({ publishes: isPublished(micro, 'micro') });
  if (profile.length > 0) await profileAll({ publishes: isPublished(profile, 'profile') });
  if (web.length > 0)
    await measureWeb(web, { runs: values.runs && Number(values.runs), publishes: isPublished(web, 'web') });
} catch (error) {
  if (!(error instanceof MachineLoaded)) throw error;
  console.error(`\n${error.message}`);
  process.exitCode = 1;
} finally {
  closeConnections();
  await cleanUp();
}
