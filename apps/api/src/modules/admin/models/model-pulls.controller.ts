import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { IdPipe } from '../../../common/http/validation.js';
import type { Principal } from '../../../common/access/principal.js';
import { CurrentPrincipal, ApiProblems, Roles } from '../../../common/access/access.decorators.js';
import { DownloadModelDto, PullDto, PullModelDto } from './pull.dto.js';
import { ModelPullsService } from './model-pulls.service.js';

const NO_PULL: [number, string] = [404, 'No such pull'];

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
      'Runs on the server, even when you disconnect. The same model twice is one job. Two run at a time, ' +
      'further ones wait. At the end the model is added and enabled.',
  })
  @ApiAcceptedResponse({ type: PullDto })
  @ApiProblems([400, 'Not a model name, or no backend can pull'])
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
      'Only from the hosts of GGUF_SOURCES, over https, never from a private network. Resumes after an ' +
      'interruption if the other server supports it; the hash is checked before the file is used.',
  })
  @ApiAcceptedResponse({ type: PullDto })
  @ApiProblems(
    [400, 'Invalid fields, an address that is not allowed or is no .gguf file, or the embedded engine is off'],
    [409, 'A model with this name already exists'],
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
  @ApiOperation({ summary: 'Active pulls and downloads, and the last 20 that ended' })
  @ApiOkResponse({ type: [PullDto] })
  list(): Promise<PullDto[]> {
    return this.pulls.list();
  }

  @Get('pulls/:pull_id/events')
  @Roles('admin')
  @ApiOperation({
    summary: 'Progress of a pull or download',
    description:
      'Server-sent events: `progress {status, phase, completed, total, bytes_per_second, eta_ms}`, ' +
      'beginning with the current state; the last event is `done` or `error {problem}`.',
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
  @ApiOperation({ summary: 'Resume an interrupted pull or download' })
  @ApiAcceptedResponse({ type: PullDto })
  @ApiProblems(NO_PULL, [409, 'It is active or completed'])
  resume(@Param('pull_id', IdPipe) id: string, @Req() request: FastifyRequest): Promise<PullDto> {
    return this.pulls.resume(request, id);
  }

  @Delete('pulls/:pull_id')
  @Roles('admin')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Cancel or remove a pull or download',
    description: 'An ended one leaves the list, and its partial file is deleted.',
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
