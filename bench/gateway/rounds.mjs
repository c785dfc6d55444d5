// Rounds: each visits every cell in a new random order, and a cell counts only while the machine is ours.
import { setTimeout as delay } from 'node:timers/promises';
import { watchForeign } from '../lib/cpu.mjs';
import { shuffled } from './statistics.mjs';

/** The most of a core that other programs may use. */
const MOST_FOREIGN = 0.1;
const PROBE_MS = 1_500;
/** How often a cell is measured that others disturbed, and how long it waits for them to end. */
const TRIES = 6;
const PATIENCE_MS = 180_000;

export class MachineLoaded extends Error {
  constructor(share) {
    super(`The machine is loaded: other programs use ${percent(share)} of a core. Try later, or --force.`);
  }
}

const percent = (share) => `${Math.round(share * 100)} %`;

async function probe() {
  const foreign = watchForeign();
  await delay(PROBE_MS);
  return foreign();
}

/** @throws MachineLoaded when other programs use the machine now, unless `force`; with `wait` when they do not end */
export async function requireQuiet({ force, wait }) {
  if (force) return;
  if (wait) return untilQuiet();
  const share = await probe();
  if (share > MOST_FOREIGN) throw new MachineLoaded(share);
}

/** Waits until other programs leave the machine alone. @throws MachineLoaded when they do not */
async function untilQuiet() {
  const deadline = performance.now() + PATIENCE_MS;
  for (let share; (share = await probe()) > MOST_FOREIGN;)
    if (performance.now() > deadline) throw new MachineLoaded(share);
}

/**
 * Measures a cell, again when others used the machine meanwhile.
 * @returns its figures with `foreign`, the others' share of a core; `undefined` when it gave none
 * @throws MachineLoaded when they go on, unless `force`
 */
async function quietly(measure, force) {
  for (let tries = 1; ; tries++) {
    const others = watchForeign();
    const figures = await measure();
    const foreign = others();
    if (!figures) return undefined;
    if (foreign <= MOST_FOREIGN || force) return { ...figures, foreign };
    if (tries === TRIES) throw new MachineLoaded(foreign);
    console.log(`    others used ${percent(foreign)} of a core: again, when they have ended`);
    await untilQuiet();
  }
}

/**
 * @param cells id → a function that measures; it is told whether it is `warming`
 * @returns a list of rounds without the first, which warms up: id → figures
 */
export async function inRounds(cells, { rounds, force }) {
  const kept = [];

  for (let round = 0; round < rounds; round++) {
    console.log(`  round ${round + 1} of ${rounds}${round === 0 ? ', which does not count' : ''}`);
    const figures = {};
    for (const [id, measure] of shuffled([...cells])) {
      figures[id] = await quietly(() => measure({ warming: round === 0 }), force || round === 0);
      if (figures[id]) console.log(`    ${id}: ${describe(figures[id])}`);
    }
    if (round > 0) kept.push(figures);
  }
  return kept;
}

const describe = (figures) =>
  Object.entries(figures)
    .filter(([, value]) => typeof value === 'number')
    .map(([name, value]) => `${name} ${value >= 100 ? Math.round(value) : value.toFixed(2)}`)
    .join(', ');
