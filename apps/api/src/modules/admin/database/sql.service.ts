import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '../../../common/errors/domain-error.js';
import { newId } from '../../../common/http/ids.js';
import { changesEveryRow } from './every-row.js';
import { bindParameters, type BoundStatement } from './parameters.js';
import type { SqlResult } from './process/protocol.js';
import { SqlConsole } from './sql-console.js';
import { elapsed, StatementAudit, type SqlRequestContext, type StatementHandle } from './statement-audit.js';
import type { ExplainDto, PlanDto, SchemaDto, SqlQueryDto, SqlResultDto, StatementDto } from './sql.dto.js';
import { WriteModeService } from './write-mode.service.js';

const DEFAULT_ROWS = 1_000;

/** Runs statements of admins. Each result is audited before it leaves the server or is committed. */
@Injectable()
export class SqlService {
  constructor(
    @Inject(SqlConsole) private readonly console: SqlConsole,
    private readonly statements: StatementAudit,
    private readonly writeMode: WriteModeService,
  ) {}

  /**
   * @throws DomainError as `SqlConsole.run`; `auth.confirm-required`; `sql.write-disabled`, `sql.write-closed`,
   * `sql.everything`
   */
  async query(
    context: SqlRequestContext,
    { sql, query_id = newId(), max_rows = DEFAULT_ROWS, mode = 'read', confirm, reason, parameters }: SqlQueryDto,
  ): Promise<SqlResultDto> {
    if (mode === 'write') {
      await this.writeMode.require(context.caller);
      if (!confirm && changesEveryRow(sql))
        throw new DomainError(
          'sql.everything',
          'There is no WHERE: this would change every row of the table. Confirm that you mean it.',
        );
    }
    const statement = bindParameters(sql, parameters);
    const began = performance.now();
    const result = await this.tracked(
      statement,
      await this.statements.begin(context, { query_id, mode, sql, reason, parameters }),
      async (handle) => {
        const counted = ({ affected, rows, truncated }: SqlResult) =>
          handle.record({ rows: affected ?? rows.length, truncated });
        if (mode === 'write') return this.console.write(statement, max_rows, handle, counted);
        const read = await this.console.run(statement, max_rows, handle);
        await counted(read);
        return read;
      },
    );
    return { query_id, ...result, row_count: result.rows.length, duration_ms: elapsed(began) };
  }

  /** @throws as `query` */
  async explain(
    context: SqlRequestContext,
    { sql, query_id = newId(), analyze = false, reason, parameters }: ExplainDto,
  ): Promise<PlanDto> {
    const statement = bindParameters(sql, parameters);
    const began = performance.now();
    const plan = await this.tracked(
      statement,
      await this.statements.begin(context, { query_id, mode: 'explain', sql, reason, parameters }),
      async (handle) => {
        const found = await this.console.explain(statement, analyze, handle);
        await handle.record({ rows: null, truncated: false });
        return found;
      },
    );
    return { query_id, plan, duration_ms: elapsed(began) };
  }

  /**
   * Lines of CSV. A failure before the first line is thrown here, so that it can still become an HTTP error.
   * @throws as `query`
   */
  async export(
    context: SqlRequestContext,
    { sql, query_id = newId(), reason, parameters }: StatementDto,
  ): Promise<AsyncGenerator<string>> {
    const statement = bindParameters(sql, parameters);
    const handle = await this.statements.begin(context, { query_id, mode: 'export', sql, reason, parameters });
    const outcome = { rows: 0, truncated: false };
    const lines = ownErrors(statement, this.console.export(statement, handle, outcome));
    // Not in the generator below: a stream that is abandoned before its first read never starts it.
    context.gone.addEventListener(
      'abort',
      () =>
        void lines
          .return(undefined)
          .then(() => handle.failed(new DomainError('request.aborted', 'The caller hung up.')))
          .catch(() => undefined),
    );
    try {
      return handOn(await lines.next(), lines, handle, outcome);
    } catch (error) {
      throw await handle.failed(error);
    }
  }

  async schema(): Promise<SchemaDto> {
    return { tables: await this.console.schema() };
  }

  private async tracked<T>(
    statement: BoundStatement,
    handle: StatementHandle,
    work: (handle: StatementHandle) => Promise<T>,
  ): Promise<T> {
    try {
      const result = await work(handle);
      await handle.done();
      return result;
    } catch (error) {
      throw await handle.failed(statement.ownError(error));
    }
  }
}

async function* ownErrors<T>({ ownError }: BoundStatement, lines: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    yield* lines;
  } catch (error) {
    throw ownError(error);
  }
}

async function* handOn(
  first: IteratorResult<string>,
  rest: AsyncGenerator<string>,
  handle: StatementHandle,
  outcome: { rows: number; truncated: boolean },
): AsyncGenerator<string> {
  try {
    if (!first.done) yield first.value;
    yield* rest;
    await handle.record(outcome);
    await handle.done();
  } catch (error) {
    throw await handle.failed(error);
  }
}
