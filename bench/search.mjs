// pnpm bench:search [--pages 10000] [--questions 200] [--dimensions 768] [--only recall,pages] [--publish]
// What the search in files finds, and how long it takes: `recall` asks questions with known answers of a small set in
// four languages; `pages` indexes many pages and asks of them. `--publish` writes the tables into bench/README.md.
import { parseArgs } from 'node:util';
import { watchForeign } from './lib/cpu.mjs';
import { cleanUp } from './lib/portal.mjs';
import { describeCode, describeMachine, replaceBetween } from './lib/report.mjs';
import { measurePages } from './search/pages.mjs';
import { openPortal } from './search/portal.mjs';
import { measureRecall } from './search/recall.mjs';

const { values } = parseArgs({
  options: {
    pages: { type: 'string', default: '10000' },
    questions: { type: 'string', default: '200' },
    dimensions: { type: 'string', default: '768' },
    only: { type: 'string', default: 'recall,pages' },
    publish: { type: 'boolean', default: false },
  },
});
const MEASURES = { recall: measureRecall, pages: measurePages };
const options = {
  pages: Number(values.pages),
  questions: Number(values.questions),
  dimensions: Number(values.dimensions),
};

try {
  const { cpu, cores, kernel, node } = describeMachine();
  for (const name of values.only.split(',')) {
    const portal = await openPortal();
    const others = watchForeign();
    const table = await MEASURES[name](portal, options).finally(() => portal.close());
    const { commit, changed } = describeCode();
    const on = `Measured on ${new Date().toISOString().slice(0, 10)}: ${cpu}, ${cores} cores, ${kernel}, Node ${node}`;
    const head =
      `${on}; commit \`${commit}\`${changed ? ' with changes' : ''}.` +
      `\nOther programs, its own PostgreSQL among them, used ` +
      `${Math.round((await others()) * 100)} % of a core meanwhile.`;
    console.log(`\n${head}\n\n${table}`);
    if (values.publish) await replaceBetween(`search-${name}`, `${head}\n\n${table}`);
  }
} finally {
  await cleanUp();
}
