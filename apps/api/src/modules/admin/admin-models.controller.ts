import { Body, Controller, Get, Param, Post, Put, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdPipe } from '../../common/http/validation.js';
import type { FastifyRequest } from 'fastify';
import { Problems, Roles } from '../auth/index.js';
import { LogService } from '../logging/index.js';
import { ModelDto, ModelsService } from '../models/index.js';
import { AddModelDto, UpdateModelDto } from './admin-model.dto.js';

@ApiTags('admin')
@Controller('api/admin/models')
export class AdminModelsController {
  constructor(
    private readonly models: ModelsService,
    private readonly log: LogService,
  ) {}

  @Get()
  @Roles('admin')
  @ApiOperation({ summary: 'All models, also the disabled ones' })
  @ApiOkResponse({ type: [ModelDto] })
  async list(): Promise<ModelDto[]> {
    return (await this.models.listAll()).map(({ dto }) => dto);
  }

  @Post()
  @Roles('admin')
  @ApiOperation({ summary: 'Offer a model', description: 'It can be added before a backend has it.' })
  @ApiCreatedResponse({ type: ModelDto })
  @Problems([400, 'Invalid fields'], [409, 'A model of that name exists'])
  async add(@Body() body: AddModelDto): Promise<ModelDto> {
    return this.models.add(body);
  }

  @Put(':model_id')
  @Roles('admin')
  @ApiOperation({ summary: 'Enable, disable, rename, or make it the default' })
  @ApiOkResponse({ type: ModelDto })
  @Problems([400, 'Invalid fields'], [404, 'No such model'])
  async update(@Param('model_id', IdPipe) id: string, @Body() body: UpdateModelDto, @Req() request: FastifyRequest): Promise<ModelDto> {
    return this.models.change(id, body, (manager) => this.log.audit(request, { action: 'model.changed', metadata: { model_id: id, ...body } }, manager));
  }
}
