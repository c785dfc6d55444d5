import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { IdPipe } from '../../../common/http/validation.js';
import { ApiProblems, Roles } from '../../../common/access/access.decorators.js';
import { AddModelDto, AdminModelDto, RemoveModelDto, UpdateModelDto } from './admin-model.dto.js';
import { ModelUsesDto } from './model-uses.dto.js';
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
  @ApiOperation({ summary: 'All models, including disabled ones' })
  @ApiOkResponse({ type: [AdminModelDto] })
  list(): Promise<AdminModelDto[]> {
    return this.models.list();
  }

  @Get('discover')
  @Roles('admin')
  @ApiOperation({
    summary: 'Models of every backend',
    description: 'Queries the backends now. An unreachable backend has a `problem` and the models of its last answer.',
  })
  @ApiOkResponse({ type: [BackendStateDto] })
  discover(): Promise<BackendStateDto[]> {
    return this.discovery.look();
  }

  @Post()
  @Roles('admin')
  @ApiOperation({ summary: 'Add a model', description: 'You can add it before a backend has it.' })
  @ApiCreatedResponse({ type: AdminModelDto })
  @ApiProblems([400, 'Invalid fields'], [409, 'A model with this name already exists'])
  add(@Body() body: AddModelDto, @Req() request: FastifyRequest): Promise<AdminModelDto> {
    return this.models.add(request, body);
  }

  @Put(':model_id')
  @Roles('admin')
  @ApiOperation({ summary: 'Change a model: enabled, name, default, options, system prompt, roles' })
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
  @ApiOperation({ summary: 'What uses a model', description: 'Chats and presets are counted, not shown.' })
  @ApiOkResponse({ type: ModelUsesDto })
  @ApiProblems(NO_MODEL)
  uses(@Param('model_id', IdPipe) id: string): Promise<ModelUsesDto> {
    return this.models.uses(id);
  }

  @Delete(':model_id')
  @Roles('admin')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Remove a model from the portal',
    description: 'It stays removed, even while a backend has it, until you add or pull it again.',
  })
  @ApiNoContentResponse()
  @ApiProblems(
    [400, 'The backend cannot delete models'],
    NO_MODEL,
    [409, 'The model is the default, or is generating an answer'],
    [503, 'The backend is unreachable'],
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
    summary: 'Load a model into memory',
    description: "Uses the model's context length and keep-alive time. Replies when it is loaded.",
  })
  @ApiOkResponse({ type: AdminModelDto })
  @ApiProblems([400, 'The backend decides this itself'], NO_MODEL, [
    503,
    'The model does not fit, or the backend is unreachable or does not have it',
  ])
  load(@Param('model_id', IdPipe) id: string, @Req() request: FastifyRequest): Promise<AdminModelDto> {
    return this.models.load(request, id);
  }

  @Post(':model_id/unload')
  @Roles('admin')
  @HttpCode(200)
  @ApiOperation({ summary: 'Unload a model from memory' })
  @ApiOkResponse({ type: AdminModelDto })
  @ApiProblems(
    [400, 'The backend decides this itself'],
    NO_MODEL,
    [409, 'The model is generating an answer'],
    [503, 'The backend is unreachable'],
  )
  unload(@Param('model_id', IdPipe) id: string, @Req() request: FastifyRequest): Promise<AdminModelDto> {
    return this.models.unload(request, id);
  }
}
