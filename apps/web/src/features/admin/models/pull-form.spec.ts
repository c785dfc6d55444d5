import { readFileSync } from 'node:fs';
import path from 'node:path';
import { STARTER_MODELS } from './pull-form';

const [first] = STARTER_MODELS;
const read = (file: string) => readFileSync(path.resolve(__dirname, '../../../../../..', file), 'utf8');

it.each(['README.md', 'docs/guide/start.md'])('%s names every model that the first page suggests', (file) => {
  const text = read(file);
  for (const { name } of STARTER_MODELS) expect(text).toContain(`\`${name}\``);
});

it.each([
  'README.md',
  'docs/operations.md',
  'libs/tiny-model/src/scripts.ts',
  'apps/web/src/features/chat/screen/model-notes.tsx',
])('%s tells to pull the first of them', (file) => {
  const pulled = [...read(file).matchAll(/ollama pull ([a-z][\w.:-]*)/g)].map(([, name]) => name);
  expect([...new Set(pulled)]).toEqual([first.name]);
});

it('it is the default of the server', () => {
  expect(read('apps/api/src/modules/models/availability.ts')).toContain(`DOCUMENTED_DEFAULT = '${first.name}'`);
});
