import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ApiProblems, SelfAuthorized } from '../../common/access/access.decorators.js';
import { ReadinessDto } from './health.dto.js';
import { HealthService } from './health.service.js';

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get()
  @SelfAuthorized()
  @Header('Content-Type', 'text/plain; charset=utf-8')
  @ApiOperation({ summary: 'Whether the process is alive' })
  @ApiOkResponse({ content: { 'text/plain': { schema: { type: 'string', example: 'OK' } } } })
  live(): string {
    return 'OK';
  }

  @Get('ready')
  @SelfAuthorized()
  @ApiOperation({ summary: 'Whether it can serve requests, with the state of each dependency' })
  @ApiOkResponse({ type: ReadinessDto })
  @ApiProblems([503, 'The database is unreachable, or the server is stopping (the body is a ReadinessDto)'])
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadinessDto> {
    const readiness = await this.health.ready();
    if (readiness.status === 'unready') void reply.status(503);
    return readiness;
  }
}
