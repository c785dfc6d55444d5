import { Controller, Get, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { sendPage } from '../../../common/http/paging.js';
import type { Principal } from '../../../common/access/principal.js';
import { CurrentPrincipal, ApiProblems, Roles } from '../../../common/access/access.decorators.js';
import { LogService } from '../../logging/index.js';
import type { FileFormat } from './file-format.js';
import {
  LogExportQueryDto,
  LogFacetQueryDto,
  LogFilterDto,
  LogHistogramQueryDto,
  LogQueryDto,
} from './log-query.dto.js';
import { FacetDto, LogHistogramDto, LogPageDto } from './log.dto.js';
import { LogStream } from './log-stream.js';
import { LogsService } from './logs.service.js';

@ApiTags('admin')
@Controller('api/admin/logs')
export class LogsController {
  constructor(
    private readonly log: LogService,
    private readonly files: LogsService,
    private readonly tail: LogStream,
  ) {}

  @Get()
  @Roles('admin')
  @ApiOperation({
    summary: 'The request log, newest first',
    description:
      'The `Link` header has the address of the next page. Filters that no index answers (`q`, `method`, ' +
      '`min_duration_ms`, exclusions, several at once) read a part of the log: see `searched_to`.',
  })
  @ApiOkResponse({
    type: LogPageDto,
    headers: { Link: { description: '`<…>; rel="next"` if there are more', schema: { type: 'string' } } },
  })
  @ApiProblems([400, 'A filter is not valid; `errors` says which one and which values it accepts'])
  async list(
    @Query() { limit, offset, cursor, order, ...filter }: LogQueryDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LogPageDto> {
    const { logs, nextCursor, ...count } = await this.log.page(filter, { limit, offset, cursor, order });
    return { logs: sendPage(request, reply, { rows: logs, nextCursor }), ...count, limit, offset };
  }

  @Get('histogram')
  @Roles('admin')
  @ApiOperation({
    summary: 'Number of lines over time, by level',
    description:
      'Buckets begin at round times. With filters other than time and level only the newest 20,000 lines ' +
      'are read; `counted_from` says from when.',
  })
  @ApiOkResponse({ type: LogHistogramDto })
  @ApiProblems([400, 'A filter is not valid'])
  histogram(@Query() { buckets, ...filter }: LogHistogramQueryDto): Promise<LogHistogramDto> {
    return this.log.histogram(filter, buckets);
  }

  @Get('facets')
  @Roles('admin')
  @ApiOperation({
    summary: 'The most frequent values of a field',
    description: 'Counted in the newest 20,000 lines: suggestions, not statistics.',
  })
  @ApiOkResponse({ type: [FacetDto] })
  @ApiProblems([400, 'The field has no suggestions'])
  facets(@Query() { field }: LogFacetQueryDto): Promise<FacetDto[]> {
    return this.log.facets(field);
  }

  @Get('export')
  @Roles('admin')
  @ApiOperation({
    summary: 'The request log as a file',
    description:
      'CSV or one JSON object per line, streamed. In CSV, a cell that a spreadsheet would take for a ' +
      'formula (it begins with =, +, -, @, tab or return) gets a leading single quote.',
  })
  @ApiOkResponse({
    content: { 'text/csv': { schema: { type: 'string' } }, 'application/x-ndjson': { schema: { type: 'string' } } },
  })
  @ApiProblems([400, 'A filter is not valid'])
  export(@Query() query: LogExportQueryDto): StreamableFile {
    return download(this.files.file(query), 'logs', query.format);
  }

  @Get('stream')
  @Roles('admin')
  @ApiOperation({
    summary: 'Lines as they are written',
    description:
      'Server-sent events: `log` with a line, `dropped` with `{count}` above 500 lines in a second, ' +
      '`error` when you lose access. Lines of all server processes that share a Redis.',
  })
  @ApiOkResponse({
    description: 'Server-sent events',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  })
  @ApiProblems([400, 'A filter is not valid'])
  async stream(
    @CurrentPrincipal() caller: Principal,
    @Query() filter: LogFilterDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.tail.send(request, reply, caller, filter);
  }
}

const TYPES = { csv: 'text/csv; charset=utf-8', ndjson: 'application/x-ndjson; charset=utf-8' } as const;

/** Streams a file that is written while it is read. */
export const download = (pieces: AsyncIterable<string>, name: string, format: FileFormat): StreamableFile =>
  new StreamableFile(Readable.from(pieces, { objectMode: false, highWaterMark: 64 * 1024 }), {
    type: TYPES[format],
    disposition: `attachment; filename="${name}-${new Date().toISOString().slice(0, 10)}.${format}"`,
  });
