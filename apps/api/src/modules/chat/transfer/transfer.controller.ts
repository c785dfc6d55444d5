import { Body, Controller, Get, HttpCode, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Readable } from 'node:stream';
import { IdPipe } from '../../../common/http/validation.js';
import type { Principal } from '../../../common/access/principal.js';
import { CurrentPrincipal, ApiProblems, Roles } from '../../../common/access/access.decorators.js';
import { ExportService } from './export.service.js';
import { ImportService } from './import.service.js';
import { ExportAllQueryDto, ExportQueryDto, ImportResultDto } from './transfer.dto.js';

@ApiTags('chat')
@Controller('api/chat')
export class TransferController {
  constructor(
    private readonly exporter: ExportService,
    private readonly importer: ImportService,
  ) {}

  @Get('threads/:thread_id/export')
  @Roles('user', { scope: 'threads' })
  @ApiOperation({ summary: 'Export a thread as a file' })
  @ApiOkResponse({
    content: { 'application/json': { schema: { type: 'object' } }, 'text/markdown': { schema: { type: 'string' } } },
  })
  @ApiProblems([404, 'You have no such thread'])
  async exportThread(
    @CurrentPrincipal() caller: Principal,
    @Param('thread_id', IdPipe) id: string,
    @Query() { format }: ExportQueryDto,
  ): Promise<StreamableFile> {
    const { name, text } = await this.exporter.thread(caller.userId, id, format);
    return file(
      Readable.from(text),
      format === 'md' ? 'text/markdown; charset=utf-8' : 'application/json; charset=utf-8',
      name,
    );
  }

  @Get('export')
  @Roles('user', { scope: 'threads' })
  @ApiOperation({
    summary: 'Export all your chats as one file',
    description:
      'With your scheduled prompts; temporary chats are left out. ' +
      '`POST /api/chat/import` imports the file, here or on another portal. Should it ' +
      'become larger than an import may be, it ends before that, and its field `next` is the address of the next file.',
  })
  @ApiOkResponse({ content: { 'application/json': { schema: { type: 'object' } } } })
  export(@CurrentPrincipal() caller: Principal, @Query() { cursor }: ExportAllQueryDto): StreamableFile {
    return file(
      Readable.from(this.exporter.all(caller.userId, cursor ?? undefined)),
      'application/json; charset=utf-8',
      `pocket-llm-${new Date().toISOString().slice(0, 10)}.json`,
    );
  }

  @Post('import')
  @Roles('user', { scope: 'threads' })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Import chats from a file',
    description:
      'The body is the file: an export of this product, of ChatGPT or Claude (`conversations.json`), of LibreChat ' +
      '(a conversation as JSON) or of Open WebUI. Nothing is overwritten, and chats that exist already are skipped. ' +
      'A conversation that cannot be read is named and does not keep the others out; what is not in the file, such ' +
      "as ChatGPT's pictures, is counted in `left_out`. Scheduled prompts of an export of this product come paused.",
  })
  @ApiBody({ schema: { oneOf: [{ type: 'object' }, { type: 'array', items: { type: 'object' } }] } })
  @ApiOkResponse({ type: ImportResultDto })
  @ApiProblems(
    [400, 'Not JSON, or not a known chat export'],
    [413, 'Larger than 2 GiB, or its only conversation is larger than 32 MiB, not counting pictures'],
    [507, 'The file is larger than half of the free disk'],
  )
  import(@CurrentPrincipal() caller: Principal, @Body() body: unknown): Promise<ImportResultDto> {
    return this.importer.take(caller.userId, body as Readable | undefined);
  }
}

const file = (stream: Readable, type: string, name: string) =>
  new StreamableFile(stream, { type, disposition: `attachment; filename="${name}"` });
