import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { setTimeout } from 'node:timers/promises';
import { writeSse, type SseEvent } from '../../../common/http/sse.js';
import { Roles } from '../../../common/access/access.decorators.js';
import { DoctorDto } from './doctor.dto.js';
import { DoctorService } from './doctor.service.js';

const BEATS = 5;
const BEAT_INTERVAL_MS = 200;

@ApiTags('admin')
@Controller('api/admin/doctor')
export class DoctorController {
  constructor(private readonly doctor: DoctorService) {}

  @Get()
  @Roles('admin')
  @ApiOperation({ summary: 'Check this installation for common problems' })
  @ApiOkResponse({ type: DoctorDto })
  async examine(): Promise<DoctorDto> {
    return { checks: await this.doctor.examine(), now: new Date() };
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
