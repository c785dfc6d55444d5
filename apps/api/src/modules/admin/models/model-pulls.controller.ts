import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { IdPipe } from '../../../common/http/validation.js';
import type { Principal } from '../../../common/access/principal.js';
import { CurrentPrincipal, ApiProblems, Roles } from '../../../common/access/access.decorators.js';
import { DownloadModelDto, PullDto, PullModelDto } from './pull.dto.js';
import { ModelPullsService } from './model-pulls.service.js';

const NO_PULL: [number, string] = [404, 'No such download'];

@ApiTags('admin')
@Controller('api/admin/models')
export class ModelPullsController {
  constructor(private readonly pulls: ModelPullsService) {}

  @Post('pull')
  @Roles('admin')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Pull a model by name',
    description:
      'A job of the server: it goes on without you. The same model twice is one job. Two at a time, further ones ' +
      'wait. When it is done the model is offered, enabled.',
  })
  @ApiAcceptedResponse({ type: PullDto })
  @ApiProblems([400, 'No model name, or no backend that can pull'])
  pull(
    @CurrentPrincipal() caller: Principal,
    @Body() body: PullModelDto,
    @Req() request: FastifyRequest,
  ): Promise<PullDto> {
    return this.pulls.pull(request, caller, body);
  }

  @Post('downloads')
  @Roles('admin')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Download a GGUF file for the embedded engine',
    description:
      'From the hosts of GGUF_SOURCES only, by https, never from a private network. Goes on after an ' +
      'interruption where the server can; the hash is checked before the file is used.',
  })
  @ApiAcceptedResponse({ type: PullDto })
  @ApiProblems(
    [400, 'Invalid fields, an address that is not permitted or leads to no .gguf file, or the embedded engine is off'],
    [409, 'A model of that name exists'],
  )
  download(
    @CurrentPrincipal() caller: Principal,
    @Body() body: DownloadModelDto,
    @Req() request: FastifyRequest,
  ): Promise<PullDto> {
    return this.pulls.download(request, caller, body);
  }

  @Get('pulls')
  @Roles('admin')
  @ApiOperation({ summary: 'Pulls and downloads under way, and the last 20 that ended' })
  @ApiOkResponse({ type: [PullDto] })
  list(): Promise<PullDto[]> {
    return this.pulls.list();
  }

  @Get('pulls/:pull_id/events')
  @Roles('admin')
  @ApiOperation({
    summary: 'How one goes on',
    description:
      'Server-sent events: `progress {status, phase, completed, total, bytes_per_second, eta_ms}`, first the ' +
      'state now; then `done`, or `error {problem}`, as the last one.',
  })
  @ApiOkResponse({
    description: 'Server-sent events',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  })
  @ApiProblems(NO_PULL)
  async events(
    @CurrentPrincipal() caller: Principal,
    @Param('pull_id', IdPipe) id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.pulls.stream(request, reply, caller, id);
  }

  @Post('pulls/:pull_id/resume')
  @Roles('admin')
  @HttpCode(202)
  @ApiOperation({ summary: 'Let one that broke off go on where it stopped' })
  @ApiAcceptedResponse({ type: PullDto })
  @ApiProblems(NO_PULL, [409, 'It is under way, or done'])
  resume(@Param('pull_id', IdPipe) id: string, @Req() request: FastifyRequest): Promise<PullDto> {
    return this.pulls.resume(request, id);
  }

  @Delete('pulls/:pull_id')
  @Roles('admin')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Cancel one',
    description: 'One that has ended leaves the list, and what it has left on the disk goes with it.',
  })
  @ApiNoContentResponse()
  @ApiProblems(NO_PULL)
  async cancel(
    @CurrentPrincipal() caller: Principal,
    @Param('pull_id', IdPipe) id: string,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.pulls.cancel(request, caller, id);
  }
}
