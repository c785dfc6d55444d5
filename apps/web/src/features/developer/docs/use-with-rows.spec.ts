import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { programRows } from './use-with-rows';

const PAGES = path.resolve(__dirname, '../../../../../../docs/use-with');
const rows = programRows({ base: 'http://127.0.0.1:8000', key: 'pk_...', model: 'MODEL' });

it('every program of the docs is in the table, and the other way round', () => {
  const pages = readdirSync(PAGES).filter((name) => name !== 'README.md');
  expect(rows.map(({ page }) => `${page}.md`).sort()).toEqual(pages.sort());
});

it.each(rows.map((row) => [row.program, row] as const))(
  '%s: its page has the same settings',
  (_, { page, settings }) => {
    const text = readFileSync(path.join(PAGES, `${page}.md`), 'utf8');
    for (const line of settings) expect(text).toContain(line);
  },
);
