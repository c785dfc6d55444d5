import type { QueryRunner } from 'typeorm';
import { MIGRATIONS } from './index.js';

/**
 * During an upgrade the version before still writes to the migrated database, and after a rollback it does so again. So
 * a migration only adds; what a new version no longer needs is dropped one release later. Those after this one obey.
 */
const AFTER = 'LimitsWithoutNull1764200560000';

/** What does more than that, with the reason why the version before goes on. */
const REVIEWED: Record<string, string> = {
  'Accounts1764200720000: CREATE UNIQUE INDEX users_username_skeleton_key ON users (username_skeleton)':
    'The column is new, so the version before leaves it null, and nulls are never equal.',
  ['Fallbacks1764201071000: ' +
  'ALTER TABLE models ADD CONSTRAINT models_fallbacks_check CHECK (cardinality(fallbacks) <= 5)']:
    'The column is new, so the version before leaves it empty.',
  ['ProxyGroups1764201145000: ALTER TABLE groups DROP CONSTRAINT groups_source_check, ADD CONSTRAINT ' +
  "groups_source_check CHECK (source IN ('manual', 'oidc', 'ldap', 'scim', 'proxy'))"]:
    'It allows what was allowed before, and one more.',
  'ScimPerson1764201146000: CREATE UNIQUE INDEX scim_users_external_id_key ON scim_users (external_id)':
    'The version before fails to make a second account of one person, which it must not make.',
  'UndecidedGroups1764201165000: ALTER TABLE groups ALTER COLUMN models_decided DROP DEFAULT':
    'A trigger fills the column where the version before leaves it out.',
};

/** What takes something away from the version before, or asks of its rows what it does not know. */
const CONTRACTS = [
  /\bDROP\s+(TABLE|COLUMN|VIEW|FUNCTION|SCHEMA|TYPE|DEFAULT|EXTENSION)\b/,
  /\bRENAME\b/,
  /\bTRUNCATE\b/,
  /\bSET\s+NOT\s+NULL\b/,
  /\bALTER\s+(COLUMN\s+)?\w+\s+(SET\s+DATA\s+)?TYPE\b/,
  /\bADD\s+(CONSTRAINT|CHECK|UNIQUE|PRIMARY|FOREIGN|EXCLUDE)\b/,
  /\bCREATE\s+UNIQUE\s+INDEX\b/,
  /\bREVOKE\b/,
];
/** A new column that the version before would have to fill. */
const isUnfilled = (column: string) =>
  /^\s*ADD\b.*\bNOT\s+NULL\b/s.test(column) && !/\bDEFAULT\b|\bGENERATED\b/.test(column);

/** Statements without comments; one on a table that the migration itself makes concerns nobody else. */
function statementsOf(sql: string): string[] {
  const bare = sql.replace(/--.*$/gm, '').replace(/\$(\w*)\$.*?\$\1\$/gs, "'body'");
  return bare
    .split(';')
    .map((one) => one.replace(/\s+/g, ' ').trim())
    .filter(Boolean);
}

const tableOf = (statement: string) => /\b(?:TABLE|ON)\s+(?:IF EXISTS\s+|ONLY\s+)?"?(\w+)/i.exec(statement)?.[1];

/** What of these statements is more than an expansion. */
function contractionsOf(statements: string[]): string[] {
  const made = new Set(
    statements.flatMap((one) => /^CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?"?(\w+)/i.exec(one)?.[1] ?? []),
  );
  return statements.filter((one) => {
    if (/^CREATE (UNLOGGED )?TABLE/i.test(one) || made.has(tableOf(one) ?? '')) return false;
    const columns = /^ALTER TABLE/i.test(one) ? one.split(/,(?=\s*(?:ADD|DROP|ALTER)\b)|(?=\bADD\b)/) : [];
    return CONTRACTS.some((pattern) => pattern.test(one)) || columns.some(isUnfilled);
  });
}

/** The SQL of a migration on an empty database. */
async function sqlOf(Migration: (typeof MIGRATIONS)[number]): Promise<string[]> {
  const said: string[] = [];
  await new Migration().up({ query: async (sql: string) => (said.push(sql), []) } as unknown as QueryRunner);
  return said.flatMap(statementsOf);
}

const names = MIGRATIONS.map(({ name }) => name);
const newer = MIGRATIONS.slice(names.indexOf(AFTER) + 1);

it.each(newer.map((Migration) => [Migration.name, Migration] as const))(
  '%s only adds, so that the version before goes on beside it',
  async (name, Migration) => {
    const statements = await sqlOf(Migration);
    expect(statements.length).toBeGreaterThan(0);
    expect(contractionsOf(statements).filter((one) => !REVIEWED[`${name}: ${one}`])).toEqual([]);
  },
);

it.each([
  'ALTER TABLE users DROP COLUMN email',
  'ALTER TABLE users ADD COLUMN country text NOT NULL',
  "ALTER TABLE users ADD COLUMN a text NOT NULL DEFAULT '', ADD COLUMN b text NOT NULL",
  'ALTER TABLE users ALTER COLUMN email SET NOT NULL',
  'ALTER TABLE users ALTER COLUMN id TYPE bigint',
  'ALTER TABLE users RENAME COLUMN email TO mail',
  'ALTER TABLE users ADD CONSTRAINT c CHECK (email IS NOT NULL)',
  'CREATE UNIQUE INDEX i ON users (email)',
  'DROP TABLE users',
])('the rule finds %s', (statement) => {
  expect(contractionsOf(statementsOf(`CREATE TABLE other (id int); ${statement};`))).toEqual([statement]);
});

it.each([
  'ALTER TABLE users ADD COLUMN country text',
  'ALTER TABLE users ADD COLUMN a boolean NOT NULL DEFAULT false, ADD COLUMN b text',
  'CREATE INDEX i ON users (email) WHERE email IS NOT NULL',
  'ALTER TABLE users DROP CONSTRAINT c',
  'CREATE TABLE t (a text NOT NULL); CREATE UNIQUE INDEX i ON t (a); ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)',
])('the rule lets %s pass', (sql) => {
  expect(contractionsOf(statementsOf(sql))).toEqual([]);
});
