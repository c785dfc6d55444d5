import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { IdPipe } from '../../../common/http/validation.js';
import type { Principal } from '../../../common/access/principal.js';
import { CurrentPrincipal, ApiProblems, Roles } from '../../../common/access/access.decorators.js';
import { CacheAdminService } from './cache-admin.service.js';
import { CacheStatusDto, PinDto, PinRequestDto } from './cache.dto.js';
import { LogService } from '../../logging/index.js';

@ApiTags('admin')
@Controller('api/admin/cache')
export class CacheController {
  constructor(
    private readonly cache: CacheAdminService,
    private readonly log: LogService,
  ) {}

  @Get()
  @Roles('admin')
  @ApiOperation({
    summary: 'What the answer cache contains and saves',
    description: 'Shows only prompts that an admin published, not those of other people.',
  })
  @ApiOkResponse({ type: CacheStatusDto })
  status(): Promise<CacheStatusDto> {
    return this.cache.status();
  }

  @Delete()
  @Roles('admin')
  @HttpCode(204)
  @ApiOperation({ summary: 'Clear the cache', description: 'Pinned answers stay.' })
  @ApiNoContentResponse()
  @ApiProblems([503, 'The shared cache does not answer'])
  async purge(@Req() request: FastifyRequest): Promise<void> {
    await this.cache.purge((manager) => this.log.audit(request, { action: 'cache.purged', metadata: {} }, manager));
  }

  @Post('pins')
  @Roles('admin')
  @ApiOperation({ summary: 'Pin an answer: everyone who asks the same question gets it, without expiry' })
  @ApiCreatedResponse({ type: PinDto })
  @ApiProblems([400, 'The answer is personal or incomplete'], [404, 'You have no such message'])
  pin(
    @CurrentPrincipal() caller: Principal,
    @Body() { message_id }: PinRequestDto,
    @Req() request: FastifyRequest,
  ): Promise<PinDto> {
    return this.cache.pin(caller, message_id, (manager) =>
      this.log.audit(
        request,
        { action: 'cache.pinned', target: { type: 'message', id: message_id }, metadata: { message_id } },
        manager,
      ),
    );
  }

  @Delete('pins/:pin_id')
  @Roles('admin')
  @HttpCode(204)
  @ApiOperation({ summary: 'Unpin an answer' })
  @ApiNoContentResponse()
  @ApiProblems([404, 'No such pinned answer'])
  async unpin(@Param('pin_id', IdPipe) id: string, @Req() request: FastifyRequest): Promise<void> {
    await this.cache.unpin(id, (manager) =>
      this.log.audit(request, { action: 'cache.unpinned', metadata: { pin_id: id } }, manager),
    );
  }
}
