import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, Roles } from '../../../common/access/access.decorators.js';
import type { Principal } from '../../../common/access/principal.js';
import { nameIgnored } from '../gateway/gateway.reply.js';
import {
  FILE,
  FILE_DELETED,
  FILE_LIST,
  FILE_UPLOAD,
  FileQueryDto,
  readAfter,
  toFile,
  toList,
} from './batches.schemas.js';
import { FilesService } from './files.service.js';

const ID = {
  name: 'file_id',
  schema: { type: 'string' as const, pattern: '^file-[0-9a-f]{32}$' },
  example: 'file-01a224779ffd745f80d8964b1387558d',
};

/** OpenAI's Files API, for the files of batches. */
@ApiTags('openai')
@Controller('v1/files')
export class OpenAiFilesController {
  constructor(private readonly files: FilesService) {}

  @Post()
  @Roles('developer', { scope: 'chat' })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Upload the input of a batch',
    description: 'One request a line: `{"custom_id": …, "method": "POST", "url": …, "body": {…}}`.',
  })
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: FILE_UPLOAD })
  @ApiOkResponse({ schema: FILE })
  async upload(
    @CurrentPrincipal() caller: Principal,
    @Body() upload: unknown,
    @Req() { headers }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const type = headers['content-type'] ?? '';
    return toFile(await this.files.add(caller, upload, type, (names) => nameIgnored(reply, names)));
  }

  @Get()
  @Roles('developer', { scope: 'chat' })
  @ApiOperation({ summary: 'Your files' })
  @ApiOkResponse({ schema: FILE_LIST })
  async list(@CurrentPrincipal() caller: Principal, @Query() { purpose, ...query }: FileQueryDto): Promise<object> {
    const page = { ...query, after: readAfter('file', query.after) };
    return toList(await this.files.list(caller, page, purpose), page.limit, toFile);
  }

  @Get(':file_id')
  @Roles('developer', { scope: 'chat' })
  @ApiOperation({ summary: 'A file' })
  @ApiParam(ID)
  @ApiOkResponse({ schema: FILE })
  async find(@CurrentPrincipal() caller: Principal, @Param('file_id') id: string): Promise<object> {
    return toFile(await this.files.find(caller, id));
  }

  @Get(':file_id/content')
  @Roles('developer', { scope: 'chat' })
  @ApiOperation({ summary: 'What is in a file' })
  @ApiParam(ID)
  @ApiOkResponse({ content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } })
  async content(@CurrentPrincipal() caller: Principal, @Param('file_id') id: string): Promise<StreamableFile> {
    const file = await this.files.find(caller, id);
    return new StreamableFile(this.files.read(file), {
      type: 'application/octet-stream',
      length: Number(file.bytes),
      disposition: `attachment; filename*=UTF-8\'\'${encodeURIComponent(file.name)}`,
    });
  }

  @Delete(':file_id')
  @Roles('developer', { scope: 'chat' })
  @ApiOperation({ summary: 'Delete a file' })
  @ApiParam(ID)
  @ApiOkResponse({ schema: FILE_DELETED })
  async remove(@CurrentPrincipal() caller: Principal, @Param('file_id') id: string): Promise<object> {
    await this.files.remove(caller, id);
    return { id, object: 'file', deleted: true };
  }
}
