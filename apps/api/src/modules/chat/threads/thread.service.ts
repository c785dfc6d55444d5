import { Injectable } from '@nestjs/common';
import type { Page } from '../../../common/http/paging.js';
import type { ChatResponseDto } from '../runs/chat.dto.js';
import { MessageRepository } from './message.repository.js';
import type { Run } from '../runs/run.js';
import { RunRegistry } from '../runs/run.registry.js';
import { toMessageDto, toThreadDto, type ThreadDetailDto, type ThreadDto, type ThreadQueryDto, type ThreadUpdateDto } from './thread.dto.js';
import { ThreadRepository } from './thread.repository.js';

/** Threads as their owner sees them, and the plain reply of a run. */
@Injectable()
export class ThreadService {
  constructor(
    private readonly threads: ThreadRepository,
    private readonly messages: MessageRepository,
    private readonly registry: RunRegistry,
  ) {}

  async list(userId: string, { limit, cursor, ...filter }: ThreadQueryDto): Promise<Page<ThreadDto>> {
    const page = await this.threads.list(userId, filter, limit, cursor);
    return { ...page, rows: page.rows.map(toThreadDto) };
  }

  /** @throws DomainError `thread.not-found` */
  async detail(userId: string, id: string): Promise<ThreadDetailDto> {
    const thread = await this.threads.findOwn(id, userId);
    const messages = await this.messages.ofThread(id);
    const running = messages.some(({ status }) => status === 'queued' || status === 'running');
    return { ...toThreadDto({ ...thread, running }), system_prompt: thread.system_prompt, active_leaf_id: thread.active_leaf_id, messages: messages.map(toMessageDto) };
  }

  /** @throws DomainError `thread.not-found`, `message.not-found` */
  async update(userId: string, id: string, change: ThreadUpdateDto): Promise<ThreadDto> {
    await this.threads.findOwn(id, userId);
    if (change.active_leaf_id) await this.messages.findOwn(change.active_leaf_id, userId, id);
    const thread = await this.threads.update(id, userId, { ...change, ...(change.title !== undefined && { title_is_manual: true }) });
    const running = this.registry.active.some(({ subject }) => subject.threadId === id);
    return toThreadDto({ ...thread, running });
  }

  /** Deletes a thread for good; an answer that is being written stops. @throws DomainError `thread.not-found` */
  async delete(userId: string, id: string): Promise<void> {
    await this.threads.findOwn(id, userId);
    await this.registry.stop('deleted', ({ threadId }) => threadId === id);
    await this.threads.delete(id, userId);
  }

  /** The reply of a run that has ended. @throws DomainError why it failed */
  async reply(run: Run): Promise<ChatResponseDto> {
    if (run.failure) throw run.failure;
    const { content, thread_id, id, model, cached_from, usage, timings, finish_reason } = await this.messages.findOwn(run.subject.messageId, run.subject.userId);
    return { response: content, thread_id, message_id: id, model: model ?? '', cached: cached_from !== null, usage, timings, finish_reason: finish_reason ?? 'stop' };
  }

  async totals(): Promise<{ total_chats: number; total_messages: number }> {
    const [total_chats, total_messages] = await Promise.all([this.threads.count(), this.messages.count()]);
    return { total_chats, total_messages };
  }
}
