import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsInt, Matches, Max, Min } from 'class-validator';
import { Roles } from '../../common/access/access.decorators.js';
import { PageStepService, type PageStepReport } from './page-step.service.js';

const HOUR_MS = 3_600_000;

export class PageStepDto implements PageStepReport {
  @ApiProperty({
    description: 'Of W3C Trace Context, as the question had it',
    example: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    pattern: '^00-[0-9a-f]{32}-[0-9a-f]{16}-01$',
  })
  @Matches(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
  traceparent: string;

  @ApiProperty({ description: 'Milliseconds until the first byte of the answer', minimum: 0, maximum: HOUR_MS })
  @IsInt()
  @Min(0)
  @Max(HOUR_MS)
  first_byte_ms: number;

  @ApiProperty({ description: 'Milliseconds until the answer was complete', minimum: 0, maximum: HOUR_MS })
  @IsInt()
  @Min(0)
  @Max(HOUR_MS)
  duration_ms: number;
}

@ApiTags('chat')
@Controller('api/traces')
export class PageStepController {
  constructor(private readonly steps: PageStepService) {}

  @Post()
  @Roles('user')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Report how long a question took in the page',
    description:
      'A page sends it where traces are on (OTEL_EXPORTER_OTLP_ENDPOINT). It becomes the root of the trace of that ' +
      'question. Elsewhere nothing happens. More than 600 a minute are dropped.',
  })
  @ApiNoContentResponse()
  record(@Body() body: PageStepDto): void {
    this.steps.record(body);
  }
}
