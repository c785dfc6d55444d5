import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdPipe } from '../../common/http/validation.js';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendPage } from '../../common/http/paging.js';
import type { Principal } from '../../common/access/principal.js';
import { CurrentPrincipal, ApiProblems, Roles } from '../../common/access/access.decorators.js';
import { NextMessages } from './runs/next-messages.service.js';
import { ThreadRemoval } from './runs/thread-removal.js';
import { ThreadService } from './threads/thread.service.js';
import { TitleService } from './titles/title.service.js';
import { hangUpSignal } from '../../common/http/hang-up.js';
import {
  BulkResultDto,
  ThreadBulkDto,
  ThreadDetailDto,
  ThreadDetailQueryDto,
  ThreadDto,
  ThreadQueryDto,
  ThreadTitleDto,
  ThreadUpdateDto,
} from './threads/thread.dto.js';

/** How long a page waits for a title, in milliseconds; it may ask again. */
const TITLE_WAIT_MS = 60_000;

@ApiTags('chat')
@Controller('api/chat/threads')
export class ThreadController {
  constructor(
    private readonly threads: ThreadService,
    private readonly removal: ThreadRemoval,
    private readonly next: NextMessages,
    private readonly titles: TitleService,
  ) {}

  @Get()
  @Roles('user', { scope: 'threads' })
  @ApiOperation({ summary: 'Your threads, pinned ones first, then the newest' })
  @ApiOkResponse({
    type: [ThreadDto],
    headers: {
      Link: { description: 'Address of the next page, `rel="next"`', schema: { type: 'string' } },
      'X-Searched-To': {
        description:
          'The search would have taken too long and has stopped: threads last used before this time are not ' +
          'searched yet. The next page goes on there, even if this one is not full.',
        schema: { type: 'string', format: 'date-time' },
      },
    },
  })
  async list(
    @CurrentPrincipal() caller: Principal,
    @Query() query: ThreadQueryDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ThreadDto[]> {
    const { searchedTo, ...page } = await this.threads.list(caller.userId, query);
    if (searchedTo) void reply.header('X-Searched-To', searchedTo.toISOString());
    return sendPage(request, reply, page);
  }

  @Post('bulk')
  @Roles('user', { scope: 'threads' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Archive, pin or delete many threads at once' })
  @ApiOkResponse({ type: BulkResultDto })
  @ApiProblems([400, 'Invalid fields'])
  async bulk(
    @CurrentPrincipal() { userId }: Principal,
    @Body() { ids, action }: ThreadBulkDto,
  ): Promise<BulkResultDto> {
    if (action === 'delete') return { changed: await this.removal.removeMany(userId, ids) };
    return this.threads.bulk(userId, ids, action);
  }

  @Get(':thread_id')
  @Roles('user', { scope: 'threads' })
  @ApiOperation({
    summary: 'A thread with its messages',
    description:
      'All of them, or with `limit` the newest. `before` the oldest of these has the next older ones; the last part ' +
      'is the one that is shorter than `limit`. `from` has all from a message on: a link to it, or what was read ' +
      'so far and is read again.',
  })
  @ApiOkResponse({ type: ThreadDetailDto })
  @ApiProblems([404, 'You have no such thread'])
  detail(
    @CurrentPrincipal() caller: Principal,
    @Param('thread_id', IdPipe) id: string,
    @Query() query: ThreadDetailQueryDto,
  ): Promise<ThreadDetailDto> {
    return this.next.detail(caller.userId, id, query);
  }

  @Get(':thread_id/title')
  @Roles('user', { scope: 'threads' })
  @ApiOperation({
    summary: 'The title of a thread, when the model that is naming it has ended',
    description: 'Answers at once when no title is being made, and after a minute at most.',
  })
  @ApiOkResponse({ type: ThreadTitleDto })
  @ApiProblems([404, 'You have no such thread'])
  async title(
    @CurrentPrincipal() { userId }: Principal,
    @Param('thread_id', IdPipe) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ThreadTitleDto> {
    await this.threads.titleOf(userId, id);
    await this.titles.untilNamed(id, AbortSignal.any([hangUpSignal(reply), AbortSignal.timeout(TITLE_WAIT_MS)]));
    return this.threads.titleOf(userId, id);
  }

  @Patch(':thread_id')
  @Roles('user', { scope: 'threads' })
  @ApiOperation({ summary: 'Change a thread: title, pinned, archived, system prompt, options, shown branch' })
  @ApiOkResponse({ type: ThreadDto })
  @ApiProblems([400, 'Invalid fields'], [404, 'You have no such thread or message'])
  update(
    @CurrentPrincipal() caller: Principal,
    @Param('thread_id', IdPipe) id: string,
    @Body() body: ThreadUpdateDto,
  ): Promise<ThreadDto> {
    return this.threads.update(caller.userId, id, body);
  }

  @Delete(':thread_id')
  @Roles('user', { scope: 'threads' })
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a thread and its messages permanently' })
  @ApiNoContentResponse()
  @ApiProblems([404, 'You have no such thread'])
  async delete(@CurrentPrincipal() caller: Principal, @Param('thread_id', IdPipe) id: string): Promise<void> {
    await this.removal.remove(caller.userId, id);
  }
}
