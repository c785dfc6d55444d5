import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hangUpSignal } from '../../../common/http/hang-up.js';
import { Readable } from 'node:stream';
import { IdPipe } from '../../../common/http/validation.js';
import type { Principal } from '../../../common/access/principal.js';
import { CurrentPrincipal, ApiProblems, Roles } from '../../../common/access/access.decorators.js';
import {
  ExplainDto,
  OpenWriteModeDto,
  PlanDto,
  SchemaDto,
  SqlQueryDto,
  SqlResultDto,
  StatementDto,
  WriteModeDto,
} from './sql.dto.js';
import { SqlService } from './sql.service.js';
import { StatementAudit, type SqlRequestContext } from './statement-audit.js';
import { WriteModeService } from './write-mode.service.js';

const FAILED = [400, 'The query failed; sqlstate, position and hint say why'] as const;
const BUSY = [503, 'The console has no database role, or two queries are already running'] as const;

@ApiTags('admin')
@Controller('api/admin/database')
export class SqlController {
  constructor(
    private readonly sql: SqlService,
    private readonly statements: StatementAudit,
    private readonly writeMode: WriteModeService,
  ) {}

  @Post('query')
  @Roles('admin')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Query the database',
    description:
      'One statement, at most 10 s. The database role limits what it can do: it can only read unless the ' +
      'write mode is open. Every query is audited. Requires a password confirmed within the last hour.',
  })
  @ApiOkResponse({ type: SqlResultDto })
  @ApiProblems([...FAILED], [409, 'In the write mode: no WHERE and no `confirm`'], [...BUSY])
  query(
    @Body() body: SqlQueryDto,
    @CurrentPrincipal() caller: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SqlResultDto> {
    return this.sql.query(context(request, reply, caller), body);
  }

  @Post('explain')
  @Roles('admin')
  @HttpCode(200)
  @ApiOperation({ summary: "PostgreSQL's plan for a query; with `analyze` it also runs the query and measures" })
  @ApiOkResponse({ type: PlanDto })
  @ApiProblems([...FAILED], [...BUSY])
  explain(
    @Body() body: ExplainDto,
    @CurrentPrincipal() caller: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlanDto> {
    return this.sql.explain(context(request, reply, caller), body);
  }

  @Post('export')
  @Roles('admin')
  @HttpCode(200)
  @ApiOperation({
    summary: 'The rows of a query as a CSV file',
    description:
      "At most 100,000 rows; the query's entry in the history says whether it was truncated. NULL is an " +
      'empty field, the empty text is `""`, and no cell can become a formula.',
  })
  @ApiOkResponse({ content: { 'text/csv': { schema: { type: 'string' } } } })
  @ApiProblems([...FAILED], [...BUSY])
  async export(
    @Body() body: StatementDto,
    @CurrentPrincipal() caller: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const lines = await this.sql.export(context(request, reply, caller), body);
    return new StreamableFile(Readable.from(lines), {
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename="query.csv"',
    });
  }

  @Post('cancel/:query_id')
  @Roles('admin')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Cancel one of your running queries',
    description: 'The database stops the query, which answers 400 `sql.error` with sqlstate 57014.',
  })
  @ApiNoContentResponse()
  @ApiProblems([404, 'You have no such running query'])
  cancel(@CurrentPrincipal() caller: Principal, @Param('query_id', IdPipe) id: string): Promise<void> {
    return this.statements.cancel(caller, id);
  }

  @Get('schema')
  @Roles('admin')
  @ApiOperation({ summary: 'Tables and columns that the console can read' })
  @ApiOkResponse({ type: SchemaDto })
  @ApiProblems([...BUSY])
  schema(): Promise<SchemaDto> {
    return this.sql.schema();
  }

  @Get('write-mode')
  @Roles('admin')
  @ApiOperation({ summary: 'Whether the write mode is available, and until when it is open for this session' })
  @ApiOkResponse({ type: WriteModeDto })
  writeState(@CurrentPrincipal() caller: Principal): Promise<WriteModeDto> {
    return this.writeMode.state(caller);
  }

  @Post('write-mode')
  @Roles('admin')
  @HttpCode(200)
  @ApiOperation({ summary: 'Open the write mode for ten minutes, for this session' })
  @ApiOkResponse({ type: WriteModeDto })
  @ApiProblems([400, 'The confirmation is not the word "write"'], [429, 'Too many wrong passwords'])
  openWriteMode(
    @Body() { password }: OpenWriteModeDto,
    @CurrentPrincipal() caller: Principal,
    @Req() request: FastifyRequest,
  ): Promise<WriteModeDto> {
    return this.writeMode.open(request, caller, password);
  }

  @Delete('write-mode')
  @Roles('admin')
  @HttpCode(204)
  @ApiOperation({ summary: 'Close the write mode' })
  @ApiNoContentResponse()
  async closeWriteMode(@CurrentPrincipal() caller: Principal, @Req() request: FastifyRequest): Promise<void> {
    await this.writeMode.close(request, caller);
  }
}

function context(request: FastifyRequest, reply: FastifyReply, caller: Principal): SqlRequestContext {
  return { request, caller, gone: hangUpSignal(reply) };
}
