import { changesEveryRow } from './every-row.js';

describe('changesEveryRow', () => {
  it.each([
    'DELETE FROM users',
    'update users set role = $$where$$',
    `DELETE FROM users -- WHERE id = 1`,
    `UPDATE users SET email = ' where '`,
    'DELETE /* where */ FROM users',
    'WITH x AS (DELETE FROM users RETURNING *) SELECT * FROM x',
  ])('%s', (sql) => expect(changesEveryRow(sql)).toBe(true));
  it.each([
    'DELETE FROM users WHERE id = 1',
    'SELECT * FROM users',
    'SELECT * FROM users FOR UPDATE',
    `SELECT 'DELETE FROM users'`,
    'INSERT INTO users SELECT 1',
  ])('not: %s', (sql) => expect(changesEveryRow(sql)).toBe(false));
});
