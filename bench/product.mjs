// The product alone: starts, memory, relaying, history.
import { watchOthers } from './lib/proc.mjs';
import { describeCode, describeMachine, publish, Samples, table } from './lib/report.mjs';
import { attack } from './attack.mjs';
import { history } from './history.mjs';
import { idleMemory } from './memory.mjs';
import { queue } from './queue.mjs';
import { relay } from './relay.mjs';
import { coldStart, firstChat, firstStart, recovery } from './startup.mjs';

export const MEASUREMENTS = {
  cold: { measure: coldStart, runs: 7 },
  first: { measure: firstStart, runs: 5 },
  chat: { measure: firstChat, runs: 5 },
  recovery: { measure: recovery, runs: 5 },
  memory: { measure: idleMemory, runs: 3 },
  queue: { measure: queue, runs: 7 },
  relay: { measure: relay, runs: 7 },
  history: { measure: history, runs: 7 },
  attack: { measure: attack, runs: 3 },
};

/**
 * @param chosen names of measurements
 * @param runs how often each is repeated, instead of its own number
 * @param publishes whether the table in the README and the raw values are rewritten
 */
export async function measureProduct(chosen, { runs: fewer, publishes }) {
  const samples = new Samples();
  const others = watchOthers();
  const date = new Date().toISOString();
  for (const name of chosen) {
    const { measure, runs } = MEASUREMENTS[name];
    console.log(`\n${name}`);
    await measure({ runs: fewer ?? runs, sample: samples.add });
  }
  const results = {
    date,
    machine: describeMachine(),
    code: describeCode(),
    others: Math.round(others() * 1000) / 1000,
    measured: samples.summary(),
  };
  console.log(`\n${table(results)}`);
  if (publishes) await publish(results);
}
