import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { IdPipe } from '../../../common/http/validation.js';
import type { Principal } from '../../../common/access/principal.js';
import { CurrentPrincipal, ApiProblems, Roles } from '../../../common/access/access.decorators.js';
import { RunDto, SavedQueryDto, SaveQueryDto, UpdateQueryDto } from './sql-saved.dto.js';
import { SqlSavedService } from './sql-saved.service.js';
import { toRunDto } from './sql-saved.views.js';
import { SqlRepository } from './sql.repository.js';

@ApiTags('admin')
@Controller('api/admin/database')
export class SqlSavedController {
  constructor(
    private readonly saved: SqlSavedService,
    private readonly repository: SqlRepository,
  ) {}

  @Get('queries')
  @Roles('admin')
  @ApiOperation({ summary: 'Your saved queries and those that other admins share, by name' })
  @ApiOkResponse({ type: [SavedQueryDto] })
  list(@CurrentPrincipal() caller: Principal): Promise<SavedQueryDto[]> {
    return this.saved.list(caller);
  }

  @Post('queries')
  @Roles('admin')
  @ApiOperation({ summary: 'Save a query under a name' })
  @ApiCreatedResponse({ type: SavedQueryDto })
  @ApiProblems([400, 'Invalid fields'], [409, 'You have 200 saved queries already'])
  create(
    @CurrentPrincipal() caller: Principal,
    @Body() body: SaveQueryDto,
    @Req() request: FastifyRequest,
  ): Promise<SavedQueryDto> {
    return this.saved.save(request, caller, body);
  }

  @Patch('queries/:saved_id')
  @Roles('admin')
  @ApiOperation({ summary: 'Change a saved query' })
  @ApiOkResponse({ type: SavedQueryDto })
  @ApiProblems([400, 'Invalid fields'], [404, 'You have no such saved query'])
  update(
    @CurrentPrincipal() caller: Principal,
    @Param('saved_id', IdPipe) id: string,
    @Body() body: UpdateQueryDto,
    @Req() request: FastifyRequest,
  ): Promise<SavedQueryDto> {
    return this.saved.change(request, caller, id, body);
  }

  @Delete('queries/:saved_id')
  @Roles('admin')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a saved query' })
  @ApiNoContentResponse()
  @ApiProblems([404, 'You have no such saved query'])
  remove(
    @CurrentPrincipal() caller: Principal,
    @Param('saved_id', IdPipe) id: string,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    return this.saved.remove(request, caller, id);
  }

  @Get('history')
  @Roles('admin')
  @ApiOperation({ summary: 'Your last 500 queries, newest first' })
  @ApiOkResponse({ type: [RunDto] })
  async history(@CurrentPrincipal() caller: Principal): Promise<RunDto[]> {
    return (await this.repository.history(caller.userId)).map(toRunDto);
  }

  @Delete('history')
  @Roles('admin')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete your history', description: 'The audit log is not affected.' })
  @ApiNoContentResponse()
  async forget(@CurrentPrincipal() caller: Principal): Promise<void> {
    await this.repository.forget(caller.userId);
  }
}
