// One-line faults, one of each kind. `specs` are the files that should notice; `titles` narrows to tests.

/**
 * @typedef {object} Defect
 * @property {string} name kind of the fault, in a few words
 * @property {string} file source file
 * @property {string} find text that occurs there exactly once
 * @property {string} replace the fault
 * @property {string[]} specs spec files that should notice it
 * @property {string} [titles] regular expression over the full titles of the tests
 */

const test = (name) => `apps/api/test/${name}.int-spec.ts`;

/** @type {Defect[]} */
export const DEFECTS = [
  {
    name: 'the cache key forgets the digest',
    file: 'apps/api/src/modules/inference/cache/cache-key.ts',
    find: 'canonical({ digest, request: deciding, userId })',
    replace: 'canonical({ request: deciding, userId })',
    specs: ['apps/api/src/modules/inference/cache/cache-key.spec.ts'],
  },
  {
    name: 'the cache key forgets the user',
    file: 'apps/api/src/modules/inference/cache/cache-key.ts',
    find: 'canonical({ digest, request: deciding, userId })',
    replace: 'canonical({ digest, request: deciding })',
    specs: [test('guarantees-cache')],
    titles: 'C1: ',
  },
];
