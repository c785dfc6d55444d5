import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { IdPipe } from '../../../common/http/validation.js';
import { ApiProblems, Roles } from '../../../common/access/access.decorators.js';
import { AddModelDto, AdminModelDto, ModelUsesDto, RemoveModelDto, UpdateModelDto } from './admin-model.dto.js';
import { AdminModelsService } from './admin-models.service.js';
import { BackendStateDto } from './discover.dto.js';
import { DiscoverService } from './discover.service.js';

const NO_MODEL: [number, string] = [404, 'No such model'];

@ApiTags('admin')
@Controller('api/admin/models')
export class AdminModelsController {
  constructor(
    private readonly models: AdminModelsService,
    private readonly discovery: DiscoverService,
  ) {}

  @Get()
  @Roles('admin')
  @ApiOperation({ summary: 'All models, also the disabled ones' })
  @ApiOkResponse({ type: [AdminModelDto] })
  list(): Promise<AdminModelDto[]> {
    return this.models.list();
  }

  @Get('discover')
  @Roles('admin')
  @ApiOperation({
    summary: 'What every backend has',
    description:
      'Asked afresh. A backend out of reach says so in its `problem`, with what it had when it last answered.',
  })
  @ApiOkResponse({ type: [BackendStateDto] })
  discover(): Promise<BackendStateDto[]> {
    return this.discovery.look();
  }

  @Post()
  @Roles('admin')
  @ApiOperation({ summary: 'Offer a model', description: 'It can be added before a backend has it.' })
  @ApiCreatedResponse({ type: AdminModelDto })
  @ApiProblems([400, 'Invalid fields'], [409, 'A model of that name exists'])
  add(@Body() body: AddModelDto, @Req() request: FastifyRequest): Promise<AdminModelDto> {
    return this.models.add(request, body);
  }

  @Put(':model_id')
  @Roles('admin')
  @ApiOperation({ summary: 'Enable, rename, make it the default; its options, its system prompt, who may use it' })
  @ApiOkResponse({ type: AdminModelDto })
  @ApiProblems([400, 'Invalid fields'], NO_MODEL)
  update(
    @Param('model_id', IdPipe) id: string,
    @Body() body: UpdateModelDto,
    @Req() request: FastifyRequest,
  ): Promise<AdminModelDto> {
    return this.models.change(request, id, body);
  }

  @Get(':model_id/uses')
  @Roles('admin')
  @ApiOperation({ summary: 'What uses a model', description: 'Chats and presets of people are counted, not shown.' })
  @ApiOkResponse({ type: ModelUsesDto })
  @ApiProblems(NO_MODEL)
  uses(@Param('model_id', IdPipe) id: string): Promise<ModelUsesDto> {
    return this.models.uses(id);
  }

  @Delete(':model_id')
  @Roles('admin')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Take a model out of the portal',
    description: 'It stays out, also while a backend has it, until it is added or pulled again.',
  })
  @ApiNoContentResponse()
  @ApiProblems(
    [400, 'Its backend does not delete models'],
    NO_MODEL,
    [409, 'The default model, or one that is answering'],
    [503, 'The backend is out of reach'],
  )
  async remove(
    @Param('model_id', IdPipe) id: string,
    @Query() { from_backend }: RemoveModelDto,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.models.remove(request, id, from_backend);
  }

  @Post(':model_id/load')
  @Roles('admin')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Bring a model into memory',
    description: 'With its own context length and time to stay. Answers when it is there.',
  })
  @ApiOkResponse({ type: AdminModelDto })
  @ApiProblems([400, 'Its backend decides that by itself'], NO_MODEL, [
    503,
    'It does not fit, or the backend is out of reach or does not have it',
  ])
  load(@Param('model_id', IdPipe) id: string, @Req() request: FastifyRequest): Promise<AdminModelDto> {
    return this.models.load(request, id);
  }

  @Post(':model_id/unload')
  @Roles('admin')
  @HttpCode(200)
  @ApiOperation({ summary: 'Take a model out of memory' })
  @ApiOkResponse({ type: AdminModelDto })
  @ApiProblems(
    [400, 'Its backend decides that by itself'],
    NO_MODEL,
    [409, 'It is answering'],
    [503, 'The backend is out of reach'],
  )
  unload(@Param('model_id', IdPipe) id: string, @Req() request: FastifyRequest): Promise<AdminModelDto> {
    return this.models.unload(request, id);
  }
}
