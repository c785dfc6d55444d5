// The comparison: starts double and gateways, visits them in rounds, and makes one table.
import { pinSelf } from '../lib/cpu.mjs';
import { describeCode, describeMachine } from '../lib/report.mjs';
import { CORES, PEERS, startDouble } from './peers.mjs';
import { measureDirect } from './requests.mjs';
import { inRounds, requireQuiet } from './rounds.mjs';
import { publishGateways, rowsOf, tableOf } from './table.mjs';
import { WORKLOADS } from './workloads.mjs';

/** Runs the workloads that share a double. @returns their rounds: `kind peer` → figures */
async function compareBehind(kind, workloads, peers, options) {
  const double = await startDouble(kind);
  const suts = new Map();
  try {
    for (const peer of peers) suts.set(peer, await PEERS[peer].start(double.url));
    const cells = new Map([['direct', () => measureDirect(double)]]);
    for (const { kind: kindOf, measure } of workloads)
      for (const [peer, sut] of suts) {
        const what = kindOf(peer);
        if (what) cells.set(`${what} ${peer}`, (round) => measure(what, sut, { ...round, double }));
      }
    return await inRounds(cells, options);
  } finally {
    for (const sut of suts.values()) await sut.stop();
    await double.stop();
  }
}

/** The peers that can run here; the others are named. */
async function present(wanted) {
  const found = [];
  for (const peer of wanted) {
    const why = await PEERS[peer].absent();
    if (why) console.log(`SKIPPED: ${peer}. ${why}.`);
    else found.push(peer);
  }
  return found;
}

/**
 * @param only ids of workloads
 * @param peers names, or all that can run here
 * @param force measures on a loaded machine too; such a run is not published
 */
export async function compareGateways({ only = Object.keys(WORKLOADS), rounds = 5, peers, force = false, publishes }) {
  pinSelf(CORES.rest);
  await requireQuiet(force);
  const here = await present(peers ?? Object.keys(PEERS));
  const started = performance.now();
  const rows = [];
  for (const double of new Set(only.map((id) => WORKLOADS[id].double))) {
    const ids = only.filter((id) => WORKLOADS[id].double === double);
    console.log(`\n${ids.join(', ')}`);
    const measured = await compareBehind(
      double,
      ids.map((id) => WORKLOADS[id]),
      here,
      { rounds, force },
    );
    rows.push(...ids.map((id) => rowsOf(WORKLOADS[id], here, measured)));
  }
  const results = {
    date: new Date().toISOString(),
    machine: describeMachine(),
    code: describeCode(),
    versions: Object.fromEntries(here.map((peer) => [peer, PEERS[peer].version()])),
    rounds,
    seconds: Math.round((performance.now() - started) / 1_000),
    rows,
  };
  console.log(`\n${tableOf(results)}`);
  if (publishes) await publishGateways(results);
  return results;
}
