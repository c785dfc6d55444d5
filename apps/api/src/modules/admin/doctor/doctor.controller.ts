import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { setTimeout } from 'node:timers/promises';
import { writeSse, type SseEvent } from '../../../common/http/sse.js';
import { ApiProblems, Roles } from '../../../common/access/access.decorators.js';
import { ENV, type Env } from '../../../config/env.js';
import { connectionChecks, connectionOf } from './connection-checks.js';
import { ConnectionChecksDto, ConnectionQueryDto, DoctorDto } from './doctor.dto.js';
import { DoctorService } from './doctor.service.js';

const BEATS = 5;
const BEAT_INTERVAL_MS = 200;

@ApiTags('admin')
@Controller('api/admin/doctor')
export class DoctorController {
  constructor(
    private readonly doctor: DoctorService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  @Roles('admin')
  @ApiOperation({ summary: 'Check this installation for common problems' })
  @ApiOkResponse({ type: DoctorDto })
  async examine(): Promise<DoctorDto> {
    return { checks: await this.doctor.examine(), now: new Date() };
  }

  @Get('connection')
  @Roles('admin')
  @ApiOperation({
    summary: 'Compare what the browser sees with what the server believes',
    description: 'Proxies in between may change the address, the protocol and the client of a request.',
  })
  @ApiOkResponse({ type: ConnectionChecksDto })
  @ApiProblems([400, 'The origin is missing or is none'])
  connection(@Query() { origin }: ConnectionQueryDto, @Req() request: FastifyRequest): ConnectionChecksDto {
    return { checks: connectionChecks(new URL(origin), connectionOf(request), this.env) };
  }

  @Get('stream')
  @Roles('admin')
  @ApiOperation({
    summary: 'Send five events, 200 ms apart',
    description: 'A client that receives them all at once is behind a proxy that buffers streams.',
  })
  @ApiOkResponse({
    description: 'Server-sent events',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  })
  stream(@Res() reply: FastifyReply): Promise<void> {
    return writeSse(reply, beats, {});
  }
}

async function* beats(signal: AbortSignal): AsyncGenerator<SseEvent[]> {
  for (let id = 1; id <= BEATS && !signal.aborted; id++) {
    if (id > 1) await setTimeout(BEAT_INTERVAL_MS);
    yield [{ id, event: 'beat', data: { of: BEATS, every_ms: BEAT_INTERVAL_MS } }];
  }
}
