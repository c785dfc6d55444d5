import { csvLines } from '../../../../common/csv.js';
import type { Job, SqlResult, Step } from './protocol.js';
import { planUsesChats } from './reads-chats.js';
import { readResult, requireCommand } from './read-result.js';
import { reasonRequired } from './sql-error.js';
import { readSchema } from './sql-schema.js';
import { SqlSession } from './sql-session.js';

/** A statement in progress; its return value is the job's result. */
export type RunningJob = AsyncGenerator<Step, unknown, undefined>;
type Of<Kind> = Extract<Job, { kind: Kind }>;

/** The role's own statement_timeout is 10 s, but a session may raise it; nobody can change this limit. */
const STATEMENT_TIMEOUT_MS = 10_500;
/** An export may be limited by its reader's speed. */
const EXPORT_TIMEOUT_MS = 60_000;
/** Rows of an export that are fetched together. */
const FETCH = 200;
/** Type ids of int8, int2, int4, oid, float4, float8 and numeric. */
const NUMERIC_TYPES: ReadonlySet<number> = new Set([20, 21, 23, 26, 700, 701, 1700]);

/** @throws DomainError from the steps: `sql.error`, `sql.reason-required`, `sql.unavailable`, `database.unavailable` */
export async function* startJob(job: Job, signal: AbortSignal): RunningJob {
  const wall = job.kind === 'export' ? EXPORT_TIMEOUT_MS : STATEMENT_TIMEOUT_MS;
  const session = await SqlSession.open(job.url, wall, signal);
  try {
    yield { at: 'opened', pid: session.pid };
    return yield* work(job, session);
  } catch (error) {
    throw await session.fail(error, job.kind === 'explain' ? explainHead(job).length : 0);
  } finally {
    await session.close();
  }
}

async function* work(job: Job, session: SqlSession): RunningJob {
  if (job.kind === 'schema') return readSchema((sql) => session.plain(sql));
  // Never committed unless it is a write, so that NOTIFY and the like reach nobody.
  await session.plain('BEGIN');
  switch (job.kind) {
    case 'read':
      return readResult(session, job, job.maxRows, 'read');
    case 'write':
      return yield* write(job, session);
    case 'explain': {
      const { rows } = await readResult(session, { ...job, sql: explainHead(job) + job.sql }, 1, 'read');
      return (JSON.parse(rows[0]?.[0] ?? '[]') as unknown[])[0];
    }
    case 'export':
      return yield* exportRows(job, session);
  }
}

const explainHead = ({ analyze }: Of<'explain'>) => `EXPLAIN (FORMAT JSON${analyze ? ', ANALYZE, BUFFERS' : ''}) `;

/** Commits when the step after the result is asked for. */
async function* write(job: Of<'write'>, session: SqlSession): AsyncGenerator<Step, SqlResult> {
  if (!job.chats && (await planUsesChats(session, job))) throw reasonRequired();
  const result = await readResult(session, job, job.maxRows, 'write');
  yield { at: 'uncommitted', result };
  await session.plain('COMMIT');
  return result;
}

async function* exportRows(job: Of<'export'>, session: SqlSession): AsyncGenerator<Step, undefined> {
  const { maxRows } = job;
  let numeric: boolean[] | undefined;
  let written = 0;
  for await (const { rows, fields, command } of session.rows(job, () => Math.min(FETCH, maxRows + 1 - written))) {
    requireCommand(command, 'read');
    const head = numeric ? '' : csvLines([fields.map(({ name }) => name)]);
    numeric ??= fields.map(({ dataTypeID }) => NUMERIC_TYPES.has(dataTypeID));
    const fitting = rows.slice(0, maxRows - written);
    written += fitting.length;
    const truncated = fitting.length < rows.length;
    yield { at: 'lines', lines: head + csvLines(fitting, numeric), rows: written, truncated };
    if (truncated) return;
  }
}
