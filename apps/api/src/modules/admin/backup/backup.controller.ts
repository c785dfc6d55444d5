import { Body, Controller, Get, Header, HttpCode, Post, Query, Req, StreamableFile } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiProduces, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { Principal } from '../../../common/access/principal.js';
import { CurrentPrincipal, ApiProblems, Roles } from '../../../common/access/access.decorators.js';
import { PrincipalWatch } from '../../auth/index.js';
import { BackupService, type Restored } from './backup.service.js';

class RestoredDto implements Restored {
  @ApiProperty({ format: 'date-time', description: 'When the backup was made' })
  made_at: string;

  @ApiProperty({ example: 18250 })
  rows: number;
}

class ReasonDto {
  @ApiProperty({
    maxLength: 500,
    example: 'Moving to a new machine',
    description:
      'Why. Everybody whose chats are in the file can read it. Without one the reply is 400 `backup.reason-required`',
  })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  reason?: string;
}

@ApiTags('admin')
@Controller('api/admin/backup')
export class BackupController {
  constructor(
    private readonly backup: BackupService,
    private readonly watch: PrincipalWatch,
  ) {}

  @Get()
  @Roles('admin')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    summary: 'Download the whole database',
    description:
      'A snapshot of one moment. It contains the hashes of passwords and keys: protect it like the ' +
      'database. Sessions, open links and the audit log are left out. Requires a password confirmed ' +
      'within the last hour.',
  })
  @ApiProduces('application/gzip')
  @ApiProblems([400, 'No reason'])
  @ApiOkResponse({ content: { 'application/gzip': { schema: { type: 'string', format: 'binary' } } } })
  async create(
    @CurrentPrincipal() caller: Principal,
    @Query() { reason }: ReasonDto,
    @Req() request: FastifyRequest,
  ): Promise<StreamableFile> {
    const lines = await this.backup.create(request, caller, reason?.trim());
    const file = Readable.from(lines, { objectMode: false, highWaterMark: 64 * 1024 });
    const packed = createGzip();
    const { signal, stop } = this.watch.watchAdminRole(caller);
    signal.addEventListener('abort', () => packed.destroy());
    // A reader who disconnects ends the transaction that reads the rows.
    packed.once('close', () => {
      stop();
      file.destroy();
    });
    file.once('error', (error) => packed.destroy(error));
    const minute = new Date().toISOString().slice(0, 16).replace(':', '-');
    return new StreamableFile(file.pipe(packed), {
      type: 'application/gzip',
      disposition: `attachment; filename="pocket-llm-${minute}.backup.gz"`,
    });
  }

  @Post('restore')
  @Roles('admin')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Replace everything with a backup',
    description:
      'All or nothing. The audit log stays and records it; everybody is signed out. Requires a password ' +
      'confirmed within the last hour.',
  })
  @ApiConsumes('application/gzip')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiOkResponse({ type: RestoredDto })
  @ApiProblems([400, 'No reason, not a backup, or a damaged one'], [409, 'The backup is from another version'])
  restore(
    @CurrentPrincipal() caller: Principal,
    @Body() file: unknown,
    @Query() { reason }: ReasonDto,
    @Req() request: FastifyRequest,
  ): Promise<RestoredDto> {
    if (!(file instanceof Readable))
      throw new DomainError('request.unsupported-media-type', 'Send the backup file as application/gzip.');
    return this.backup.restore(request, caller, file, reason?.trim());
  }
}
