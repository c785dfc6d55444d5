import { Controller, Get, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendPage } from '../../../common/http/paging.js';
import { ApiProblems, Roles } from '../../../common/access/access.decorators.js';
import { AuditService } from '../../logging/index.js';
import { FacetDto } from '../logs/log.dto.js';
import { download } from '../logs/logs.controller.js';
import { LogsService } from '../logs/logs.service.js';
import { AuditCheckDto, AuditEntryDto, AuditExportQueryDto, AuditFacetQueryDto, AuditQueryDto } from './audit.dto.js';

@ApiTags('admin')
@Controller('api/admin/audit')
export class AuditController {
  constructor(
    private readonly audits: AuditService,
    private readonly files: LogsService,
  ) {}

  @Get()
  @Roles('admin')
  @ApiOperation({
    summary: 'Who changed what, newest first',
    description: 'Entries are never changed or removed. The `Link` header has the address of the next page.',
  })
  @ApiOkResponse({
    type: [AuditEntryDto],
    headers: { Link: { description: '`<…>; rel="next"` if there are more', schema: { type: 'string' } } },
  })
  @ApiProblems([400, 'A filter is not valid'])
  async list(
    @Query() { limit, cursor, ...filter }: AuditQueryDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuditEntryDto[]> {
    return sendPage(request, reply, await this.audits.page(filter, limit, cursor));
  }

  @Get('facets')
  @Roles('admin')
  @ApiOperation({
    summary: 'The most frequent values of a field',
    description: 'Counted in the newest 20,000 entries: suggestions, not statistics.',
  })
  @ApiOkResponse({ type: [FacetDto] })
  @ApiProblems([400, 'The field has no suggestions'])
  facets(@Query() { field }: AuditFacetQueryDto): Promise<FacetDto[]> {
    return this.audits.facets(field);
  }

  @Get('verify')
  @Roles('admin')
  @ApiOperation({
    summary: 'Check the whole audit log',
    description:
      'Checks that no number is missing, that each entry matches its hash, and that the newest entry is ' +
      'still there.',
  })
  @ApiOkResponse({ type: AuditCheckDto })
  verify(): Promise<AuditCheckDto> {
    return this.audits.verify();
  }

  @Get('export')
  @Roles('admin')
  @ApiOperation({
    summary: 'The audit log as a file',
    description:
      'CSV or one JSON object per line, streamed. In CSV, a cell that a spreadsheet would take for a ' +
      'formula gets a leading single quote.',
  })
  @ApiOkResponse({
    content: { 'text/csv': { schema: { type: 'string' } }, 'application/x-ndjson': { schema: { type: 'string' } } },
  })
  @ApiProblems([400, 'A filter is not valid'])
  export(@Query() { format, ...filter }: AuditExportQueryDto): StreamableFile {
    return download(this.files.auditFile(filter, format), 'audit', format);
  }
}
