// node bench/capacity.mjs [--people 50,500,50000] [--active 0.1 --think 60 --tokens 250 …, see capacity/plan.mjs]
//   [--server '{"parallel":8,"alone":50,"together":300,"reads":4000}'] [--check] [--publish]
// How many model servers people need: a simulation of people, the product's own fair queue, and model servers.
// `--check` compares it with the running product instead. `--publish` writes docs/scaling.md.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from '../scripts/build.mjs';
import { checkAgainstProduct } from './capacity/check.mjs';
import { fewest, PEOPLE, SERVERS } from './capacity/plan.mjs';
import { cleanUp, ROOT } from './lib/portal.mjs';
import { closeConnections } from './lib/http.mjs';

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '50,500,50000' },
    server: { type: 'string' },
    check: { type: 'boolean', default: false },
    publish: { type: 'boolean', default: false },
    ...Object.fromEntries(Object.keys(PEOPLE).map((name) => [name, { type: 'string' }])),
  },
});
const habits = Object.fromEntries(Object.entries(PEOPLE).map(([name, value]) => [name, Number(values[name] ?? value)]));
const servers = values.server ? { yours: { what: 'yours', gpus: 1, ...JSON.parse(values.server) } } : SERVERS;
/** More of the smallest would have to stand side by side than anybody puts up. */
const MOST_DESKS = 5_000;

const built = pathToFileURL(path.join(ROOT, 'apps/api/dist/modules/inference/queue/backend-queue.js'));
const number = (value) => value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 1 : 0 });
const row = (cells) => `| ${cells.join(' | ')} |`;

async function planned(BackendQueue) {
  const lines = [
    row([
      'people',
      'asking at once',
      'model server',
      'GPUs',
      'busy',
      'questions a minute',
      'wait p50 / p95, s',
      'first token p95, s',
      'cores for the portal',
    ]),
    row(['--:', '--:', '---', '--:', '--:', '--:', '--:', '--:', '--:']),
  ];
  for (const people of values.people.split(',').map(Number))
    for (const [name, server] of Object.entries(servers)) {
      if (name === 'desk' && people > MOST_DESKS) continue;
      const found = await fewest(BackendQueue, server, people, habits);
      lines.push(
        row([
          number(people),
          number(found.active),
          server.what,
          `**${number(found.gpus)}**`,
          `${number(100 * found.taken)} %`,
          number(found.perSecond * 60),
          `${number(found.wait.p50)} / ${number(found.wait.p95)}`,
          number(found.first.p95),
          number(found.portalCores),
        ]),
      );
      console.log(lines.at(-1));
    }
  return lines.join('\n');
}

const errorOf = (measured, simulated) =>
  `${(simulated - measured).toFixed(2)} s (${number((100 * (simulated - measured)) / measured)} %)`;

async function checked(BackendQueue) {
  const { rows, whole } = await checkAgainstProduct(BackendQueue);
  const seconds = ({ mean, p95 }) => `${mean.toFixed(2)} / ${p95.toFixed(2)}`;
  const lines = [
    row(['people', 'questions', 'measured, mean / p95', 'simulated', 'error of the mean']),
    row(['--:', '--:', '--:', '--:', '--:']),
    ...rows.map(({ people, questions, measured, simulated }) =>
      row([people, questions, seconds(measured), seconds(simulated), errorOf(measured.mean, simulated.mean)]),
    ),
  ];
  console.log(lines.join('\n'));
  return `An answer took ${whole.toFixed(2)} s when nobody else asked.\n\n${lines.join('\n')}`;
}

async function publish(mark, text) {
  const file = path.join(ROOT, 'docs/scaling.md');
  const before = await readFile(file, 'utf8');
  const pattern = new RegExp(`(<!-- ${mark} -->\n)(?:[\\s\\S]*?\n)?(<!-- end -->)`);
  await writeFile(file, before.replace(pattern, `$1${text.replaceAll('$', '$$$$')}\n$2`));
}

await build({ web: values.check });
const { BackendQueue } = await import(built);
try {
  const [mark, text] = values.check ? ['check', await checked(BackendQueue)] : ['plan', await planned(BackendQueue)];
  if (values.publish) await publish(mark, text);
} finally {
  closeConnections();
  await cleanUp();
}
