import { Body, Controller, Headers, HttpCode, Param, Post, Get, Req, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { IdPipe } from '../../common/http/validation.js';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../../common/access/principal.js';
import { CurrentPrincipal, ApiProblems, Roles } from '../../common/access/access.decorators.js';
import { MessageRemovedDto } from './threads/message.dto.js';
import {
  ChatRequestDto,
  ChatResponseDto,
  ContinueRequestDto,
  EditRequestDto,
  KeepDto,
  RegenerateRequestDto,
} from './runs/chat.dto.js';
import { QueuedReplyDto } from './queued/queued-message.dto.js';
import { NextMessages } from './runs/next-messages.service.js';
import { RunEventsDto, RunStatusDto } from './runs/run.events.js';
import { RunRegistry } from './runs/run.registry.js';
import { RunReply } from './runs/run.reply.js';
import { RunService } from './runs/run.service.js';

/** The two forms of a reply: one JSON, or the run's events. */
const ApiRunReply = () =>
  ApiOkResponse({
    description:
      'The answer as JSON; with `stream: true` or `Accept: text/event-stream` the events of the run; ' +
      '`RunEventsDto` lists each event with its data',
    headers: {
      'X-Run-Id': {
        description: 'Id of the run, for resuming and stopping it',
        schema: { type: 'string', format: 'uuid' },
      },
    },
    content: {
      'application/json': { schema: { $ref: getSchemaPath(ChatResponseDto) } },
      'text/event-stream': { schema: { type: 'string' } },
    },
  });

const ApiRunProblems = () =>
  ApiProblems(
    [400, 'Invalid fields, empty prompt, or a model that is not available'],
    [404, 'You have no such thread or message'],
    [409, 'An answer in this thread is in progress, or the client_message_id was used for another question'],
    [413, 'The prompt is too long'],
    [429, 'Too many answers, tokens or open streams of this account'],
    [502, 'The backend failed'],
    [503, 'The backend is unreachable, busy, or does not have the model; the prompt is saved in the thread'],
  );

@ApiTags('chat')
@ApiExtraModels(ChatResponseDto, RunEventsDto)
@Controller('api/chat')
export class ChatController {
  constructor(
    private readonly runs: RunService,
    private readonly registry: RunRegistry,
    private readonly reply: RunReply,
    private readonly next: NextMessages,
  ) {}

  @Post()
  @Roles('user', { scope: 'chat' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Ask a question' })
  @ApiRunReply()
  @ApiAcceptedResponse({
    type: QueuedReplyDto,
    description: 'With `queue: true`: the question waits, or was asked at once because nothing is being answered',
  })
  @ApiRunProblems()
  async send(
    @CurrentPrincipal() caller: Principal,
    @Body() body: ChatRequestDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ChatResponseDto | QueuedReplyDto | undefined> {
    if (body.queue) void reply.status(202);
    if (body.queue) return this.next.send({ principal: caller, requestId: request.id }, body);
    return this.reply.send(
      request,
      reply,
      caller,
      () => this.runs.ask({ principal: caller, requestId: request.id }, body),
      body,
    );
  }

  @Post('messages/:message_id/regenerate')
  @Roles('user', { scope: 'chat' })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Generate another answer',
    description: 'Adds a sibling of the old answer, which stays. Never uses the cache.',
  })
  @ApiRunReply()
  @ApiRunProblems()
  async regenerate(
    @CurrentPrincipal() caller: Principal,
    @Param('message_id', IdPipe) id: string,
    @Body() body: RegenerateRequestDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ChatResponseDto | undefined> {
    return this.reply.send(
      request,
      reply,
      caller,
      () => this.runs.regenerate({ principal: caller, requestId: request.id }, id, body),
      body,
    );
  }

  @Post('messages/:message_id/edit')
  @Roles('user', { scope: 'chat' })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Edit a question and ask it',
    description: 'Adds a sibling of the old question and answers it; nothing is overwritten.',
  })
  @ApiRunReply()
  @ApiRunProblems()
  async edit(
    @CurrentPrincipal() caller: Principal,
    @Param('message_id', IdPipe) id: string,
    @Body() body: EditRequestDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ChatResponseDto | undefined> {
    return this.reply.send(
      request,
      reply,
      caller,
      () => this.runs.edit({ principal: caller, requestId: request.id }, id, body),
      body,
    );
  }

  @Post('messages/:message_id/continue')
  @Roles('user', { scope: 'chat' })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Continue a truncated answer',
    description: 'Appends to the same message; the first `delta` is the existing text.',
  })
  @ApiRunReply()
  @ApiRunProblems()
  async continue(
    @CurrentPrincipal() caller: Principal,
    @Param('message_id', IdPipe) id: string,
    @Body() body: ContinueRequestDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ChatResponseDto | undefined> {
    return this.reply.send(
      request,
      reply,
      caller,
      () => this.runs.continue({ principal: caller, requestId: request.id }, id, body),
      body,
    );
  }

  @Post('messages/:message_id/keep')
  @Roles('user', { scope: 'threads' })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Choose among the answers of several models',
    description: 'Ends the comparison. Deleting the others stops those in progress.',
  })
  @ApiOkResponse({ type: MessageRemovedDto })
  @ApiProblems([400, 'Invalid fields'], [404, 'You have no such answer'], [409, 'An answer to delete is in progress'])
  keep(
    @CurrentPrincipal() { userId }: Principal,
    @Param('message_id', IdPipe) id: string,
    @Body() body: KeepDto,
  ): Promise<MessageRemovedDto> {
    return this.runs.keep(userId, id, body);
  }

  @Get('runs/:run_id/events')
  @Roles('user', { scope: 'chat' })
  @ApiOperation({
    summary: 'Events of a run',
    description:
      'Replays the events after `Last-Event-ID` (or all), then continues live. A finished run can be read ' +
      'for five minutes.',
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Number of the last event you received' })
  @ApiOkResponse({
    description: 'Server-sent events',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  })
  @ApiProblems([404, 'You have no such run, or it ended more than five minutes ago'])
  async events(
    @CurrentPrincipal() caller: Principal,
    @Param('run_id', IdPipe) id: string,
    @Headers('last-event-id') last: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.reply.stream(reply, await this.registry.ofUser(id, caller.userId), Number(last) || 0);
  }

  @Post('runs/:run_id/stop')
  @Roles('user', { scope: 'chat' })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Stop a run',
    description: 'Works while it waits in the queue too. Stops the backend and keeps the partial text.',
  })
  @ApiOkResponse({ type: RunStatusDto })
  @ApiProblems([404, 'You have no such run'])
  async stop(@CurrentPrincipal() caller: Principal, @Param('run_id', IdPipe) id: string): Promise<RunStatusDto> {
    return this.runs.stop(id, caller.userId);
  }
}
