import { execFileSync } from 'node:child_process';
import { type Snippet, snippets } from './snippets';

const PLACE = { base: 'http://127.0.0.1:8000', model: "it's-a-model:2b", key: 'pk_test' };
const all = snippets(PLACE);
const label = ({ id, language }: Snippet): string => `${id} in ${language}`;

it('has every example once in each language', () => {
  const ids = [...new Set(all.map(({ id }) => id))];
  expect(all).toHaveLength(ids.length * 3);
  for (const id of ids)
    expect(all.filter((snippet) => snippet.id === id).map(({ language }) => language)).toEqual([
      'curl',
      'python',
      'javascript',
    ]);
});

it.each(all.map((snippet) => [label(snippet), snippet] as const))('%s is for this installation', (_, { code }) => {
  expect(code).toContain(PLACE.base);
  expect(code).toContain(PLACE.key);
  expect(code).not.toMatch(/undefined|\[object/);
});

it.each(all.filter(({ language }) => language === 'curl').map((snippet) => [label(snippet), snippet] as const))(
  '%s is a shell script',
  (_, { code }) => {
    execFileSync('sh', ['-n'], { input: code });
  },
);
