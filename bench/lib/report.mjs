// Publishes the numbers with what is needed to judge them: machine, versions, number of runs, spread.
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ROOT } from './portal.mjs';

const git = (...args) =>
  execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', env: { ...process.env, GIT_OPTIONAL_LOCKS: '0' } }).trim();

export function describeMachine() {
  return {
    cpu: os.cpus()[0].model.trim(),
    cores: os.cpus().length,
    memory_gb: Math.round(os.totalmem() / 1e8) / 10,
    kernel: `${os.type()} ${os.release()}`,
    node: process.version,
  };
}

/** The measured commit; `changed` if the built sources differ from it. */
export function describeCode() {
  try {
    return {
      commit: git('rev-parse', '--short=12', 'HEAD'),
      changed: git('status', '--porcelain', '--', 'apps/api/src', 'libs', 'scripts').length > 0,
    };
  } catch {
    return { commit: 'unknown', changed: true }; // Not a clone.
  }
}

/** Collects samples under an id. */
export class Samples {
  #rows = new Map();

  add = (id, what, unit, value) => {
    const row = this.#rows.get(id) ?? { id, what, unit, values: [] };
    row.values.push(Math.round(value * 100) / 100);
    this.#rows.set(id, row);
    console.log(`  ${what}: ${format(value)} ${unit}`);
  };

  summary() {
    return [...this.#rows.values()].map(({ values, ...row }) => {
      const sorted = [...values].sort((a, b) => a - b);
      const middle = sorted.length / 2;
      const median = sorted.length % 2 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
      return { ...row, runs: values.length, min: sorted[0], median, max: sorted.at(-1), values };
    });
  }
}

const format = (value) =>
  value >= 100
    ? Math.round(value).toLocaleString('en')
    : value >= 10
      ? value.toFixed(1).replace('.0', '')
      : String(Math.round(value * 100) / 100);

export function table({ measured, machine, code, others, date }) {
  const lines = measured.map(
    ({ what, unit, runs, min, median, max }) =>
      `| ${what} | ${unit} | ${format(median)} | ${format(min)} – ${format(max)} | ${runs} |`,
  );
  return [
    `Measured on ${date.slice(0, 10)}: ${machine.cpu}, ${machine.cores} cores, ${machine.memory_gb} GB, ` +
      `${machine.kernel}, Node ${machine.node};`,
    `commit \`${code.commit}\`${code.changed ? ' with changes' : ''}. Other programs, the runs' own PostgreSQL ` +
      `among them, used ${Math.round(others * 100)} % of the machine meanwhile.`,
    '',
    '| what | unit | median | min – max | runs |',
    '|---|---|--:|--:|--:|',
    ...lines,
  ].join('\n');
}

/** Matches lists of numbers, to write each on one line. */
const NUMBERS = /\[\s+([-\d.,\s]+?)\s+\]/g;

/** Writes `results.json`, and the table between the two marks in the README. */
export async function publish(results) {
  await writeJson('results.json', results);
  await replaceBetween('results', table(results));
}

const rounded = (_, value) => (typeof value === 'number' ? Math.round(value * 1_000) / 1_000 : value);

/** Writes a file of raw values; a list of numbers is one line. */
export const writeJson = (file, values) =>
  writeFile(
    path.join(ROOT, 'bench', file),
    `${JSON.stringify(values, rounded, 1).replace(NUMBERS, (_, inner) => `[${inner.replace(/\s+/g, ' ')}]`)}\n`,
  );

/** Replaces what is between two marks of a page. */
export async function replaceBetween(mark, text, page = 'bench/README.md') {
  const file = path.join(ROOT, page);
  const before = await readFile(file, 'utf8');
  const marks = new RegExp(`(<!-- ${mark} -->)[\\s\\S]*?(<!-- end -->)`);
  await writeFile(
    file,
    before.replace(marks, (_, start, end) => `${start}\n${text}\n${end}`),
  );
}
