import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Problems, Public } from '../auth/index.js';
import { HealthService } from './health.service.js';

export class DependencyDto {
  @ApiProperty({ example: 'database' })
  name: string;

  @ApiProperty({ enum: ['up', 'down'] })
  status: 'up' | 'down';
}

export class ReadinessDto {
  @ApiProperty({ enum: ['ready', 'degraded', 'unready'], description: 'degraded: a model backend is out of reach; everything else works' })
  status: 'ready' | 'degraded' | 'unready';

  @ApiProperty({ type: [DependencyDto] })
  dependencies: DependencyDto[];
}

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get()
  @Public()
  @Header('Content-Type', 'text/plain; charset=utf-8')
  @ApiOperation({ summary: 'Whether the process lives' })
  @ApiOkResponse({ content: { 'text/plain': { schema: { type: 'string', example: 'OK' } } } })
  live(): string {
    return 'OK';
  }

  @Get('ready')
  @Public()
  @ApiOperation({ summary: 'Whether it can serve, per dependency' })
  @ApiOkResponse({ type: ReadinessDto })
  @Problems([503, 'The database is out of reach, or the server is stopping (the body is a ReadinessDto)'])
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadinessDto> {
    const readiness = await this.health.ready();
    if (readiness.status === 'unready') void reply.status(503);
    return readiness;
  }
}
