// One-line faults, one of each kind, each a mistake that a tired engineer could make.
import { AUDIT_DEFECTS } from './audit.mjs';
import { AUTH_DEFECTS } from './auth.mjs';
import { CACHE_DEFECTS } from './cache.mjs';
import { EDGE_DEFECTS } from './edge.mjs';
import { FACTOR_DEFECTS } from './factors.mjs';
import { GROUND_DEFECTS } from './ground.mjs';
import { KEY_DEFECTS } from './keys.mjs';
import { LIMIT_DEFECTS } from './limits.mjs';
import { OWNER_DEFECTS } from './owners.mjs';
import { RIGHT_DEFECTS } from './rights.mjs';
import { SQL_DEFECTS } from './sql.mjs';
import { STORAGE_DEFECTS } from './storage.mjs';
import { STREAM_DEFECTS } from './streams.mjs';

/**
 * @typedef {object} Defect
 * @property {string} name kind of the fault, in a few words
 * @property {string} file source file
 * @property {string} find text that occurs there exactly once
 * @property {string} replace the fault
 * @property {string[]} specs spec files that should notice it
 * @property {string} [titles] regular expression over the full titles of the tests
 */

/** @type {Defect[]} */
export const DEFECTS = [
  ...AUTH_DEFECTS,
  ...FACTOR_DEFECTS,
  ...KEY_DEFECTS,
  ...OWNER_DEFECTS,
  ...RIGHT_DEFECTS,
  ...CACHE_DEFECTS,
  ...LIMIT_DEFECTS,
  ...STREAM_DEFECTS,
  ...SQL_DEFECTS,
  ...AUDIT_DEFECTS,
  ...STORAGE_DEFECTS,
  ...EDGE_DEFECTS,
  ...GROUND_DEFECTS,
];
