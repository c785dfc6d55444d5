// Which test covers which guarantee: the title of a test, or that of its `describe`, begins with the IDs and a colon:
// `it('J7, K6: …')`.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './run.mjs';

/** Number of guarantees in each group; their text is in docs/guarantees.md. */
const GROUPS = { J: 15, L: 12, K: 9, O: 12, S: 8, X: 7, C: 6, D: 6, F: 10, A: 5 };

/** All IDs, in the order of the groups. */
export const IDS = Object.entries(GROUPS).flatMap(([group, count]) =>
  Array.from({ length: count }, (_, i) => `${group}${i + 1}`),
);

/** IDs that a script checks instead of a test. */
export const CHECKED_BY = { A5: 'scripts/supply-chain.mjs' };

const ID = '[A-Z]\\d{1,2}';
/** A title with IDs, as a regular expression for Jest's and Playwright's own selection. */
export const TITLE = `(^|\\s)(${ID},? )*${ID}: `;
const LITERAL = new RegExp(`['"\`]((?:${ID},? )*${ID}): `, 'g');

/** The guarantees that a title names. */
export const idsOf = (title) =>
  [...title.matchAll(new RegExp(`(?:^|\\s)((?:${ID},? )*${ID}): `, 'g'))]
    .flatMap(([, ids]) => ids.split(/,? /))
    .filter((id) => IDS.includes(id));

/** @returns {Map<string, Set<string>>} spec files by guarantee, read from the sources */
export function specsByGuarantee() {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*spec.ts', '*spec.tsx'], {
    cwd: root,
    encoding: 'utf8',
  });
  const found = new Map(IDS.map((id) => [id, new Set()]));
  for (const file of files.trim().split('\n'))
    for (const [, ids] of readFileSync(path.join(root, file), 'utf8').matchAll(LITERAL))
      for (const id of ids.split(/,? /)) found.get(id)?.add(file);
  return found;
}

/** Guarantees that nothing checks. */
export function uncovered() {
  const specs = specsByGuarantee();
  return IDS.filter((id) => specs.get(id).size === 0 && !(id in CHECKED_BY));
}
