import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '../../../common/errors/domain-error.js';
import { newId } from '../../../common/http/ids.js';
import { changesEveryRow } from './every-row.js';
import { SqlConsole, type SqlResult } from './sql-console.js';
import { elapsed, SqlTrail, type Asking, type Ticket } from './sql-trail.js';
import type { ExplainDto, PlanDto, SchemaDto, SqlQueryDto, SqlResultDto, StatementDto } from './sql.dto.js';
import { WriteModeService } from './write-mode.service.js';

const DEFAULT_ROWS = 1_000;

/** Statements of admins: each one leaves its trail, and its result is noted before it leaves the server or is written for good. */
@Injectable()
export class SqlService {
  constructor(
    @Inject(SqlConsole) private readonly console: SqlConsole,
    private readonly trail: SqlTrail,
    private readonly writeMode: WriteModeService,
  ) {}

  /** @throws DomainError as `SqlConsole.run`; `auth.confirm-required`; `sql.write-disabled`, `sql.write-closed`, `sql.everything` */
  async query(
    asking: Asking,
    { sql, query_id = newId(), max_rows = DEFAULT_ROWS, mode = 'read', confirm }: SqlQueryDto,
  ): Promise<SqlResultDto> {
    if (mode === 'write') {
      await this.writeMode.require(asking.caller);
      if (!confirm && changesEveryRow(sql))
        throw new DomainError(
          'sql.everything',
          'There is no WHERE: this would change every row of the table. Confirm that you mean it.',
        );
    }
    const began = performance.now();
    const result = await this.tracked(await this.trail.begin(asking, query_id, mode, sql), async ({ signal, note }) => {
      const counted = ({ affected, rows, truncated }: SqlResult) => note({ rows: affected ?? rows.length, truncated });
      if (mode === 'write') return this.console.write(sql, max_rows, signal, counted);
      const read = await this.console.run(sql, max_rows, signal);
      await counted(read);
      return read;
    });
    return { query_id, ...result, row_count: result.rows.length, duration_ms: elapsed(began) };
  }

  /** @throws as `query` */
  async explain(asking: Asking, { sql, query_id = newId(), analyze = false }: ExplainDto): Promise<PlanDto> {
    const began = performance.now();
    const plan = await this.tracked(
      await this.trail.begin(asking, query_id, 'explain', sql),
      async ({ signal, note }) => {
        const found = await this.console.explain(sql, analyze, signal);
        await note({ rows: null, truncated: false });
        return found as Record<string, unknown>;
      },
    );
    return { query_id, plan, duration_ms: elapsed(began) };
  }

  /** Lines of CSV. What fails before the first one is thrown here, so that it still becomes an error of HTTP. @throws as `query` */
  async export(asking: Asking, { sql, query_id = newId() }: StatementDto): Promise<AsyncGenerator<string>> {
    const ticket = await this.trail.begin(asking, query_id, 'export', sql);
    const outcome = { rows: 0, truncated: false };
    const lines = this.console.export(sql, ticket.signal, outcome);
    // Not in the generator below: a stream that is given up before its first read never starts it.
    asking.gone.addEventListener(
      'abort',
      () =>
        void lines
          .return(undefined)
          .then(() => ticket.failed(new DomainError('request.aborted', 'The caller hung up.')))
          .catch(() => undefined),
    );
    try {
      return handOn(await lines.next(), lines, ticket, outcome);
    } catch (error) {
      throw await ticket.failed(error);
    }
  }

  async schema(): Promise<SchemaDto> {
    return { tables: await this.console.schema() };
  }

  private async tracked<T>(ticket: Ticket, work: (ticket: Ticket) => Promise<T>): Promise<T> {
    try {
      const result = await work(ticket);
      await ticket.done();
      return result;
    } catch (error) {
      throw await ticket.failed(error);
    }
  }
}

async function* handOn(
  first: IteratorResult<string>,
  rest: AsyncGenerator<string>,
  ticket: Ticket,
  outcome: { rows: number; truncated: boolean },
): AsyncGenerator<string> {
  try {
    if (!first.done) yield first.value;
    yield* rest;
    await ticket.note(outcome);
    await ticket.done();
  } catch (error) {
    throw await ticket.failed(error);
  }
}
