import { Controller, Get, Header, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { SelfAuthorized, ApiProblems } from '../../common/access/access.decorators.js';
import { Registry } from 'prom-client';
import { MetricsService } from './metrics.service.js';

@ApiTags('health')
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: MetricsService) {}

  @Get()
  @SelfAuthorized()
  @Header('Content-Type', Registry.PROMETHEUS_CONTENT_TYPE)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    summary: 'Figures for Prometheus',
    description: 'Needs no credential from this machine; from other machines `Authorization: Bearer <METRICS_TOKEN>`.',
  })
  @ApiOkResponse({ content: { 'text/plain': { schema: { type: 'string', example: 'pocket_llm_queue_depth 0' } } } })
  @ApiProblems(
    [401, 'The token is missing or wrong'],
    [404, 'The request is from another machine, and METRICS_TOKEN is not set'],
  )
  page(@Req() request: FastifyRequest): Promise<string> {
    return this.metrics.page(request);
  }
}
