import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  Req,
  Res,
  StreamableFile,
} from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblems, CurrentPrincipal, Roles } from '../../../common/access/access.decorators.js';
import type { Principal } from '../../../common/access/principal.js';
import { sendPage } from '../../../common/http/paging.js';
import { IdPipe } from '../../../common/http/validation.js';
import {
  FileDto,
  FileEventsQueryDto,
  FileOpenDto,
  FilePageDto,
  FileQueryDto,
  FileStorageDto,
  ListedFileDto,
  toFileDto,
} from './file.dto.js';
import { FileEvents } from './file-events.js';
import { FilesService, type FileContent } from './files.service.js';
import { UploadService } from './upload.service.js';

const ID = 'stored_file_id';
const NO_FILE: [number, string] = [404, 'You have no such file'];
const BINARY = { schema: { type: 'string' as const, format: 'binary' } };

/** Files of people, for their chats. */
@ApiTags('files')
@ApiExtraModels(FileOpenDto)
@Controller('api/files')
export class FileController {
  constructor(
    private readonly files: FilesService,
    private readonly uploads: UploadService,
    private readonly events: FileEvents,
  ) {}

  @Post()
  @Roles('user', { scope: 'chat' })
  @ApiOperation({
    summary: 'Upload a file, or begin to',
    description:
      'A form with one `file` of up to 8 MiB is taken at once. For a larger one, or to go on after a lost ' +
      'connection, send JSON with its name and size; then its bytes to `PATCH …/content`.',
  })
  @ApiConsumes('application/json', 'multipart/form-data')
  @ApiBody({ schema: { oneOf: [{ $ref: getSchemaPath(FileOpenDto) }] } })
  @ApiCreatedResponse({ type: FileDto })
  @ApiProblems(
    [400, 'Invalid fields, or an empty file'],
    [409, 'There is no more room for your files'],
    [413, 'The file is too large'],
    [429, 'Too many files, or uploads at a time'],
  )
  async upload(
    @CurrentPrincipal() caller: Principal,
    @Body() body: unknown,
    @Req() { headers }: FastifyRequest,
  ): Promise<FileDto> {
    return toFileDto(await this.uploads.add(caller, body, headers['content-type'] ?? ''));
  }

  @Get()
  @Roles('user', { scope: 'chat' })
  @ApiOperation({ summary: 'Your files, newest first', description: 'Without those of temporary chats.' })
  @ApiOkResponse({ type: [ListedFileDto] })
  async list(
    @CurrentPrincipal() caller: Principal,
    @Query() query: FileQueryDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ListedFileDto[]> {
    return sendPage(request, reply, await this.files.list(caller, query));
  }

  @Get('storage')
  @Roles('user', { scope: 'chat' })
  @ApiOperation({ summary: 'How much room your files take, and may take' })
  @ApiOkResponse({ type: FileStorageDto })
  storage(@CurrentPrincipal() caller: Principal): Promise<FileStorageDto> {
    return this.uploads.storage(caller);
  }

  @Get('events')
  @Roles('user', { scope: 'chat' })
  @ApiOperation({
    summary: 'What becomes of files that are on their way',
    description:
      'Server-sent events: `file` with each of them as it is now and after each change, `gone {id}` for one that is ' +
      'not there. The stream ends when none is being uploaded or read any more.',
  })
  @ApiOkResponse({
    description: 'Server-sent events',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  })
  async follow(
    @CurrentPrincipal() caller: Principal,
    @Query() { id }: FileEventsQueryDto,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.events.stream(reply, caller, id);
  }

  @Get(`:${ID}`)
  @Roles('user', { scope: 'chat' })
  @ApiOperation({ summary: 'A file', description: '`received` says where an upload goes on.' })
  @ApiOkResponse({ type: FileDto })
  @ApiProblems(NO_FILE)
  find(@CurrentPrincipal() caller: Principal, @Param(ID, IdPipe) id: string): Promise<FileDto> {
    return this.files.find(caller, id);
  }

  @Patch(`:${ID}/content`)
  @Roles('user', { scope: 'chat' })
  @ApiOperation({
    summary: 'Bytes of an upload',
    description: 'What has come stays when the connection breaks off. The last bytes make it a file that is read.',
  })
  @ApiHeader({ name: 'Upload-Offset', required: true, description: 'Bytes that are there, as `received` says' })
  @ApiConsumes('application/offset+octet-stream')
  @ApiBody(BINARY)
  @ApiOkResponse({ type: FileDto })
  @ApiProblems(
    [400, 'Upload-Offset is missing'],
    NO_FILE,
    [409, 'It goes on elsewhere: `received` says where'],
    [413, 'More bytes than it was said to have'],
  )
  async append(
    @CurrentPrincipal() caller: Principal,
    @Param(ID, IdPipe) id: string,
    @Headers('upload-offset') offset: string | undefined,
    @Body() body: unknown,
  ): Promise<FileDto> {
    return toFileDto(await this.uploads.append(caller, id, offset, body));
  }

  @Get(`:${ID}/content`)
  @Roles('user', { scope: 'chat' })
  @ApiOperation({ summary: 'What is in a file', description: 'As an attachment. `Range` gives a part of it.' })
  @ApiOkResponse({ content: { 'application/octet-stream': BINARY } })
  @ApiResponse({ status: 206, description: 'The part', content: { 'application/octet-stream': BINARY } })
  @ApiProblems(NO_FILE, [409, 'It is not there yet'])
  async content(
    @CurrentPrincipal() caller: Principal,
    @Param(ID, IdPipe) id: string,
    @Headers('range') range: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    return toReply(reply, await this.files.content(caller, id, range));
  }

  @Get(`:${ID}/pages/:page`)
  @Roles('user', { scope: 'chat' })
  @ApiOperation({ summary: 'The text of a page', description: 'Of a slide, a sheet or a section, counted from 1.' })
  @ApiParam({ name: 'page', schema: { type: 'integer', minimum: 1 } })
  @ApiOkResponse({ type: FilePageDto })
  @ApiProblems([404, 'You have no such file, or it has no such page'])
  page(
    @CurrentPrincipal() caller: Principal,
    @Param(ID, IdPipe) id: string,
    @Param('page') page: string,
  ): Promise<FilePageDto> {
    return this.files.page(caller, id, /^\d{1,6}$/.test(page) ? Number(page) : 0);
  }

  @Post(`:${ID}/retry`)
  @Roles('user', { scope: 'chat' })
  @HttpCode(202)
  @ApiOperation({ summary: 'Read a file once more that could not be read' })
  @ApiAcceptedResponse({ type: FileDto })
  @ApiProblems(NO_FILE, [409, 'Its reading has not failed'])
  retry(@CurrentPrincipal() caller: Principal, @Param(ID, IdPipe) id: string): Promise<FileDto> {
    return this.files.retry(caller, id);
  }

  @Delete(`:${ID}`)
  @Roles('user', { scope: 'chat' })
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete a file',
    description: 'With its text and everything that was made of it. Answers that are there keep what they cite.',
  })
  @ApiNoContentResponse()
  @ApiProblems(NO_FILE)
  async remove(@CurrentPrincipal() caller: Principal, @Param(ID, IdPipe) id: string): Promise<void> {
    await this.files.remove(caller, id);
  }
}

/** A browser must neither show it as a page of the portal nor run anything in it. */
function toReply(reply: FastifyReply, { file, bytes, range, size }: FileContent): StreamableFile {
  const { start, end } = range ?? { start: 0, end: size };
  void reply
    .status(range ? 206 : 200)
    .header('Content-Security-Policy', 'sandbox')
    .header('X-Content-Type-Options', 'nosniff')
    .header('Accept-Ranges', 'bytes');
  if (range) void reply.header('Content-Range', `bytes ${start}-${end - 1}/${size}`);
  return new StreamableFile(bytes, {
    type: file.media_type,
    length: end - start,
    disposition: `attachment; filename*=UTF-8''${encodeURIComponent(file.name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)}`,
  });
}
