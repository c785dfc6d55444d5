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
    summary: 'What the answer cache holds and saves',
    description: 'Prompts of people are not shown, only those that an admin published.',
  })
  @ApiOkResponse({ type: CacheStatusDto })
  status(): Promise<CacheStatusDto> {
    return this.cache.status();
  }

  @Delete()
  @Roles('admin')
  @HttpCode(204)
  @ApiOperation({ summary: 'Forget all cached answers', description: 'Pinned ones stay.' })
  @ApiNoContentResponse()
  async purge(@Req() request: FastifyRequest): Promise<void> {
    await this.cache.purge((manager) => this.log.audit(request, { action: 'cache.purged', metadata: {} }, manager));
  }

  @Post('pins')
  @Roles('admin')
  @ApiOperation({ summary: 'Publish an answer: whoever asks the same gets it, without an end' })
  @ApiCreatedResponse({ type: PinDto })
  @ApiProblems([400, 'The answer is personal or not complete'], [404, 'No such message of yours'])
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
  @ApiOperation({ summary: 'Take a published answer back' })
  @ApiNoContentResponse()
  @ApiProblems([404, 'No such pinned answer'])
  async unpin(@Param('pin_id', IdPipe) id: string, @Req() request: FastifyRequest): Promise<void> {
    await this.cache.unpin(id, (manager) =>
      this.log.audit(request, { action: 'cache.unpinned', metadata: { pin_id: id } }, manager),
    );
  }
}
