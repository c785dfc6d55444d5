import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiProblems, Roles } from '../../../common/access/access.decorators.js';
import { AdminBackendsService } from './admin-backends.service.js';
import { AddBackendDto, BackendDto, ChangeBackendDto, TriedBackendDto, TryBackendDto } from './backend.dto.js';

const NO_BACKEND: [number, string] = [404, 'No such model server'];

@ApiTags('admin')
@Controller('api/admin/backends')
export class BackendsController {
  constructor(private readonly backends: AdminBackendsService) {}

  @Get()
  @Roles('admin')
  @ApiOperation({ summary: 'All model servers, and how they are', description: 'Those in service are asked now.' })
  @ApiOkResponse({ type: [BackendDto] })
  list(): Promise<BackendDto[]> {
    return this.backends.list();
  }

  @Post()
  @Roles('admin')
  @ApiOperation({ summary: 'Add a model server', description: 'It is used at once, by all processes.' })
  @ApiCreatedResponse({ type: BackendDto })
  @ApiProblems([400, 'Invalid fields'], [409, 'It is there already'])
  add(@Body() body: AddBackendDto, @Req() request: FastifyRequest): Promise<BackendDto> {
    return this.backends.add(request, body);
  }

  @Post('test')
  @Roles('admin')
  @HttpCode(200)
  @ApiOperation({ summary: 'Ask a model server for its models', description: 'Nothing is saved.' })
  @ApiOkResponse({ type: TriedBackendDto })
  @ApiProblems([400, 'No such address'])
  test(@Body() body: TryBackendDto, @Req() request: FastifyRequest): Promise<TriedBackendDto> {
    return this.backends.test(request, body);
  }

  @Patch(':backend_id')
  @Roles('admin')
  @ApiOperation({ summary: 'Change a model server: its use, name, address or key' })
  @ApiOkResponse({ type: BackendDto })
  @ApiProblems([400, 'Invalid fields'], NO_BACKEND, [409, 'It comes from the environment, or the address is taken'])
  change(
    @Param('backend_id') id: string,
    @Body() body: ChangeBackendDto,
    @Req() request: FastifyRequest,
  ): Promise<BackendDto> {
    return this.backends.change(request, id, body);
  }

  @Delete(':backend_id')
  @Roles('admin')
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove a model server', description: 'Its answers in progress go on.' })
  @ApiNoContentResponse()
  @ApiProblems(NO_BACKEND, [409, 'It comes from the environment'])
  async remove(@Param('backend_id') id: string, @Req() request: FastifyRequest): Promise<void> {
    await this.backends.remove(request, id);
  }
}
