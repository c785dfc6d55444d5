import { DomainError } from '../../../common/errors/domain-error.js';
import { bindParameters } from './parameters.js';

const named = (sql: string) => {
  const given = Object.fromEntries([...sql.matchAll(/:(\w+)/g)].map(([, name]) => [name!, 'x']));
  for (;;)
    try {
      return bindParameters(sql, given).sql;
    } catch (error) {
      for (const { pointer } of (error as DomainError).errors!) delete given[pointer.split('/').at(-1)!];
    }
};

it.each([
  ['SELECT :a, :b, :a', 'SELECT $1, $2, $1'],
  ['SELECT :a::int + 1', 'SELECT $1::int + 1'],
  ['SELECT ARRAY[:a,:b]', 'SELECT ARRAY[$1,$2]'],
  ['WHERE n>=:low AND n<=:high', 'WHERE n>=$1 AND n<=$2'],
  [`SELECT ':a', "b:c", ':' || :d`, `SELECT ':a', "b:c", ':' || $1`],
  [`SELECT 'it''s :a', :b`, `SELECT 'it''s :a', $1`],
  [String.raw`SELECT E'it\'s :a', :b`, String.raw`SELECT E'it\'s :a', $1`],
  [String.raw`SELECT name'\', :b`, String.raw`SELECT name'\', $1`],
  ['SELECT 1 -- :a\n, :b', 'SELECT 1 -- :a\n, $1'],
  ['SELECT 1 /* :a /* :b */ :c */, :d', 'SELECT 1 /* :a /* :b */ :c */, $1'],
  ['SELECT $$:a$$, $x$:b $$ :c$x$, :d', 'SELECT $$:a$$, $x$:b $$ :c$x$, $1'],
  ['SELECT a$1:b, list[1:n], list[i:j], f(x)[g(1):n], :d', 'SELECT a$1:b, list[1:n], list[i:j], f(x)[g(1):n], $1'],
  ['SELECT now()::date, a::text, :b', 'SELECT now()::date, a::text, $1'],
  ['SELECT :é, :aé, :a', 'SELECT :é, :aé, $1'],
  [`SELECT 'never closed :a`, `SELECT 'never closed :a`],
  ['SELECT /* never closed :a', 'SELECT /* never closed :a'],
])('%s', (sql, bound) => {
  expect(named(sql)).toBe(bound);
});

it('takes its values in the order of the numbers, and each name once', () => {
  const { sql, values } = bindParameters('SELECT :b, :a, :b', { a: 'A', b: null });
  expect([sql, values]).toEqual(['SELECT $1, $2, $1', [null, 'A']]);
  expect(bindParameters('SELECT $1').sql).toBe('SELECT $1');
});

it('names what is missing or unknown, also names that every object has', () => {
  const errors = (sql: string, given?: Record<string, string>) => {
    try {
      return bindParameters(sql, given);
    } catch (error) {
      return (error as DomainError).errors;
    }
  };
  expect(errors('SELECT :a, :constructor')).toEqual([
    { pointer: '/parameters/a', message: 'is missing' },
    { pointer: '/parameters/constructor', message: 'is missing' },
  ]);
  expect(errors('SELECT 1', { a: 'x' })).toEqual([{ pointer: '/parameters/a', message: 'is not in the statement' }]);
  const many = Array.from({ length: 21 }, (_, i) => `:p${i}`).join();
  expect(errors(`SELECT ${many}`)).toMatchObject([{ pointer: '/sql' }]);
});

it('reports errors in the words and at the position of the own text', () => {
  const { ownError, sql } = bindParameters('SELECT :identifier, \u{1f600} :b, broken', { identifier: '', b: '' });
  const at = (position: number) =>
    ownError(new DomainError('sql.error', '$2 and $3', { members: { sqlstate: '42P18', position } })) as DomainError;
  const [broken, second] = [[...sql].join('').indexOf('broken') - 1, [...sql].indexOf('$', 9)];
  expect(at(broken + 1).members).toMatchObject({ position: 'SELECT :identifier, ? :b, broken'.indexOf('broken') + 1 });
  expect(at(second + 1).members).toMatchObject({ position: 'SELECT :identifier, ? :b'.indexOf(':b') + 1 });
  expect(at(3)).toMatchObject({
    detail: ':b and $3',
    members: { position: 3, hint: expect.stringContaining('::text') },
  });
});
