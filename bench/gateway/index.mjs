// The comparison: starts doubles and gateways, visits them in rounds, and makes one table.
import { pinSelf } from '../lib/cpu.mjs';
import { describeCode, describeMachine } from '../lib/report.mjs';
import { PEERS } from './peers.mjs';
import { measureDirect } from './requests.mjs';
import { inRounds, requireQuiet } from './rounds.mjs';
import { CORES, startDouble } from './servers.mjs';
import { startCells } from './start.mjs';
import { measureMemory } from './streams.mjs';
import { publishGateways, rowsOf, tableOf } from './table.mjs';
import { WORKLOADS } from './workloads.mjs';

/** The cells of workloads that are measured in rounds, by kind and peer. */
function cellsOf(workloads, suts, double) {
  const cells = new Map();
  for (const { kinds, measure } of workloads)
    for (const [peer, sut] of suts)
      if (kinds[peer])
        cells.set(`${kinds[peer]} ${peer}`, (round) =>
          unlessForeign(peer, () => measure(kinds[peer], sut, { ...round, double })),
        );
  if (cells.has('relay floor')) cells.set('direct', () => measureDirect(double));
  return cells;
}

/** A foreign gateway that does not do its work is named and has no figure; any other one ends the run. */
async function unlessForeign(peer, work) {
  try {
    return await work();
  } catch (error) {
    if (!PEERS[peer].isForeign) throw error;
    console.log(`FAILED: ${peer}. ${error.message}`);
    return undefined;
  }
}

/** Starts the peers in front of a double, and ends them. */
async function withGateways(peers, double, use) {
  const suts = new Map();
  try {
    for (const peer of peers) {
      const sut = await unlessForeign(peer, () => PEERS[peer].start(double.url));
      if (sut) suts.set(peer, sut);
    }
    return await use(suts);
  } finally {
    for (const sut of suts.values()) await sut.stop();
  }
}

/** Runs the workloads that share a double. @returns the rounds of each: `kind peer` → figures */
async function compareBehind(name, ids, peers, options) {
  const double = await startDouble(name);
  const measured = {};
  const inThe = (how) => ids.filter((id) => WORKLOADS[id].how === how);
  const taking = (chosen) => peers.filter((peer) => chosen.some((id) => WORKLOADS[id].kinds[peer]));
  try {
    const together = [...inThe('memory'), ...inThe('rounds')];
    if (together.length > 0)
      await withGateways(taking(together), double, async (suts) => {
        // Memory comes first: it is that of fresh processes.
        for (const id of inThe('memory')) measured[id] = [await measureMemory(suts, unlessForeign)];
        const workloads = inThe('rounds').map((id) => WORKLOADS[id]);
        const rounds = workloads.length > 0 ? await inRounds(cellsOf(workloads, suts, double), options) : [];
        for (const id of inThe('rounds')) measured[id] = rounds;
      });
    for (const id of inThe('start')) measured[id] = await inRounds(await startCells(taking([id]), double), options);
    return measured;
  } finally {
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
 * @param peers names
 * @param force measures on a loaded machine too
 * @param wait begins when the machine is quiet, instead of refusing
 * @param publishes whether `gateway.json` and the table in the README are rewritten
 * @throws MachineLoaded
 */
export async function compareGateways({ only, rounds, peers, force, wait, publishes }) {
  pinSelf(CORES.rest);
  await requireQuiet({ force, wait });
  const here = await present(peers);
  const started = performance.now();
  const measured = {};
  const raw = {};
  for (const double of new Set(only.map((id) => WORKLOADS[id].double))) {
    const ids = only.filter((id) => WORKLOADS[id].double === double);
    console.log(`\n${ids.join(', ')}`);
    Object.assign(measured, await compareBehind(double, ids, here, { rounds, force }));
    for (const id of ids) raw[`${double}, ${WORKLOADS[id].how}`] = measured[id];
  }
  const results = {
    date: new Date().toISOString(),
    machine: describeMachine(),
    code: describeCode(),
    versions: Object.fromEntries(here.map((peer) => [peer, PEERS[peer].version()])),
    rounds,
    seconds: Math.round((performance.now() - started) / 1_000),
    rows: only.flatMap((id) => rowsOf(WORKLOADS[id], here, measured[id])),
    raw,
  };
  console.log(`\n${tableOf(results)}`);
  if (publishes) await publishGateways(results);
}
