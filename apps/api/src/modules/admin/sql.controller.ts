import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Problems, Roles } from '../auth/index.js';
import { SqlQueryDto, SqlResultDto } from './sql.dto.js';
import { SqlService } from './sql.service.js';

@ApiTags('admin')
@Controller('api/admin/database')
export class SqlController {
  constructor(private readonly sql: SqlService) {}

  @Post('query')
  @Roles('admin')
  @HttpCode(200)
  @ApiOperation({ summary: 'Query the database', description: 'Read-only, one statement, at most 10 s. The boundary is the database role; every query is audited.' })
  @ApiOkResponse({ type: SqlResultDto })
  @Problems([400, 'The query failed: sqlstate, position and hint say why'], [503, 'The console has no database role, or two queries are running'])
  query(@Body() body: SqlQueryDto, @Req() request: FastifyRequest): Promise<SqlResultDto> {
    return this.sql.query(request, body);
  }
}
