// pnpm bench [--only cold,first,chat,recovery,memory,queue,relay,history,attack] [--runs 7]
// Measures the built server and publishes the numbers. Asserts that every run did its work; never that it was fast.
import { parseArgs } from 'node:util';
import { build } from '../scripts/build.mjs';
import { closeConnections } from './lib/http.mjs';
import { cleanUp } from './lib/portal.mjs';
import { watchOthers } from './lib/proc.mjs';
import { describeCode, describeMachine, publish, Samples, table } from './lib/report.mjs';
import { attack } from './attack.mjs';
import { history } from './history.mjs';
import { idleMemory } from './memory.mjs';
import { queue } from './queue.mjs';
import { relay } from './relay.mjs';
import { coldStart, firstChat, firstStart, recovery } from './startup.mjs';

const MEASUREMENTS = {
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

const { values } = parseArgs({ options: { only: { type: 'string' }, runs: { type: 'string' } } });
const chosen = values.only?.split(',') ?? Object.keys(MEASUREMENTS);
const unknown = chosen.find((name) => !(name in MEASUREMENTS));
if (unknown) throw new Error(`There is no measurement ${unknown}. There are: ${Object.keys(MEASUREMENTS).join(', ')}.`);

await build();
const samples = new Samples();
const others = watchOthers();
const date = new Date().toISOString();
try {
  for (const name of chosen) {
    const { measure, runs } = MEASUREMENTS[name];
    console.log(`\n${name}`);
    await measure({ runs: values.runs ? Number(values.runs) : runs, sample: samples.add });
  }
} finally {
  closeConnections();
  await cleanUp();
}
const results = {
  date,
  machine: describeMachine(),
  code: describeCode(),
  others: Math.round(others() * 1000) / 1000,
  measured: samples.summary(),
};
console.log(`\n${table(results)}`);
// A part of the measurements or fewer runs is not published.
if (!values.only && !values.runs) await publish(results);
