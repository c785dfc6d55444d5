// Nanoseconds a call of each hot piece: `node bench/micro.mjs`, or `pnpm bench --only micro`.
import { fileURLToPath } from 'node:url';
import { Bench } from 'tinybench';
import { build } from '../scripts/build.mjs';
import { describeCode, describeMachine, replaceBetween, writeJson } from './lib/report.mjs';
import { PIECES } from './micro/pieces.mjs';

const TIME_MS = 400;
/** Calls that are timed together: a single one is as short as the clock is coarse. */
const TOGETHER = 50;

/** @returns the function to time, and how many things it does */
function batched({ run, per = 1 }) {
  if (per > 1) return { work: run, units: per };
  const work = async () => {
    for (let i = 0; i < TOGETHER; i++) {
      const result = run();
      // What is not a promise is not awaited: that would cost more than many a piece.
      if (result instanceof Promise) await result;
    }
  };
  return { work, units: TOGETHER };
}

/** Measures every piece. One that is no longer called like this is named and left out. */
export async function measurePieces({ publishes = false } = {}) {
  const bench = new Bench({ time: TIME_MS, warmupTime: TIME_MS / 2 });
  const units = {};
  for (const [name, make] of Object.entries(PIECES)) {
    try {
      const { work, units: count } = batched(await make());
      await work();
      units[name] = count;
      bench.add(name, work);
    } catch (error) {
      console.log(`SKIPPED: ${name}. ${error.message}`);
    }
  }
  await bench.run();
  const pieces = bench.tasks.map(({ name, result }) => {
    if (result.error) throw result.error;
    const nanos = (ms) => Math.round((ms * 1e6) / units[name]);
    return { name, ns: nanos(result.latency.p50), p99_ns: nanos(result.latency.p99) };
  });
  const results = { date: new Date().toISOString(), machine: describeMachine(), code: describeCode(), pieces };
  console.log(`\n${tableOf(results)}`);
  if (!publishes) return;
  await writeJson('micro.json', results);
  await replaceBetween('micro', tableOf(results));
}

const tableOf = ({ date, machine, code, pieces }) =>
  [
    `Measured on ${date.slice(0, 10)}: ${machine.cpu}, Node ${machine.node}; commit \`${code.commit}\`.`,
    '',
    '| piece | ns, median | ns, p99 |',
    '|---|--:|--:|',
    ...pieces.map(
      ({ name, ns, p99_ns }) => `| ${name} | ${ns.toLocaleString('en')} | ${p99_ns.toLocaleString('en')} |`,
    ),
  ].join('\n');

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build();
  await measurePieces();
  process.exit();
}
