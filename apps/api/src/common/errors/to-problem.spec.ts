import { QueryFailedError, QueryRunnerAlreadyReleasedError } from 'typeorm';
import { DomainError } from './domain-error.js';
import { toDomainError } from './to-problem.js';

const failed = (code: string) =>
  new QueryFailedError('SELECT 1', [], Object.assign(new Error('from the database'), { code }));

it.each([
  [failed('57014'), 'database.too-slow', 503],
  [failed('57P01'), 'database.unavailable', 503],
  [failed('08006'), 'database.unavailable', 503],
  [failed('53100'), 'database.full', 503],
  [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'database.unavailable', 503],
  [new Error('Client has encountered a connection error and is not queryable'), 'database.unavailable', 503],
  [new Error('Client was closed and is not queryable'), 'database.unavailable', 503],
  [new QueryRunnerAlreadyReleasedError(), 'database.unavailable', 503],
  [failed('23505'), 'internal.error', 500],
  [new Error('a secret'), 'internal.error', 500],
  [undefined, 'internal.error', 500],
])('%s becomes %s', (error, code, status) => {
  const problem = toDomainError(error);
  expect([problem.code, problem.status]).toEqual([code, status]);
  expect(problem.detail).not.toMatch(/secret|from the database/);
});

it('keeps a DomainError unchanged', () => {
  const ours = new DomainError('user.not-found', 'There is no user with this id.');
  expect(toDomainError(ours)).toBe(ours);
});
