import { Injectable } from '@nestjs/common';
import { DomainError } from '../../../common/errors/domain-error.js';
import { newId } from '../../../common/http/ids.js';
import { toMessageDto, type MessageDto, type MessageRemovedDto, type MessageUpdateDto } from './message.dto.js';
import type { ChatMessage } from './message.entity.js';
import { MessageRepository, stillAnswered } from './message.repository.js';
import { ThreadPolicy } from './thread.policy.js';
import type { ThreadDto } from './thread.dto.js';
import { ThreadRepository } from './thread.repository.js';
import { newestLeaf, subtree } from './tree.js';

/** Operations on existing messages. */
@Injectable()
export class MessageService {
  constructor(
    private readonly messages: MessageRepository,
    private readonly threads: ThreadRepository,
    private readonly policy: ThreadPolicy,
  ) {}

  /** @throws DomainError `message.not-found`, `run.active`, `request.invalid` */
  async update(userId: string, id: string, { content, feedback }: MessageUpdateDto): Promise<MessageDto> {
    const message = await this.messages.findOwn(id, userId);
    if (feedback !== undefined && message.role !== 'assistant')
      throw new DomainError('request.invalid', 'Only an answer can be rated.', {
        errors: [{ pointer: '/feedback', message: 'is for answers' }],
      });
    if (content !== undefined && !isSettled(message)) throw stillAnswered(message.thread_id);
    const change: Partial<ChatMessage> = {
      ...(feedback !== undefined && { feedback }),
      ...(content !== undefined && { content: content.replaceAll('\0', '\uFFFD'), edited_at: new Date() }),
    };
    if (Object.keys(change).length > 0) await this.messages.update(id, change);
    return toMessageDto({ ...message, ...change });
  }

  /** Deletes a message and everything below it. @throws DomainError `message.not-found`, `run.active` */
  async remove(userId: string, id: string): Promise<MessageRemovedDto> {
    const message = await this.messages.findOwn(id, userId);
    return this.messages.changeTree(
      message.thread_id,
      async (nodes, leafId) => {
        const gone = subtree(nodes, id);
        const left = nodes.filter((node) => !gone.has(node.id));
        const shown = leafId !== null && !gone.has(leafId) ? leafId : newestLeaf(left, message.parent_id);
        return { remove: [...gone], active_leaf_id: shown };
      },
      message,
    );
  }

  /** Copies the branch down to a message into a new thread. @throws DomainError `message.not-found`, `run.active` */
  async fork(userId: string, id: string, title?: string): Promise<ThreadDto> {
    const message = await this.messages.findOwn(id, userId);
    if (!isSettled(message)) throw stillAnswered(message.thread_id);
    const thread = await this.threads.findOwn(message.thread_id, userId);
    const path = await this.messages.path(id);
    const now = new Date();
    const copy = {
      ...thread,
      id: newId(),
      ...(title && { title, title_is_manual: true }),
      message_count: path.length,
      pinned: false,
      archived: false,
      import_key: null,
      // An imported chat's model may be none of this portal's, and the copy does not know that it was imported.
      model_used: thread.import_key === null ? thread.model_used : null,
      created_at: now,
      updated_at: now,
    };
    let parent: string | null = null;
    const rows = path.map((original) => {
      const row: ChatMessage = {
        ...original,
        id: newId(),
        thread_id: copy.id,
        parent_id: parent,
        run_id: null,
        compare_place: null,
        client_message_id: null,
        heartbeat_at: null,
      };
      parent = row.id;
      return row;
    });
    copy.active_leaf_id = parent;
    await this.threads.insertWhole(copy, rows);
    return this.policy.toDto({ ...copy, running: false });
  }
}

const isSettled = ({ status }: ChatMessage) => status !== 'queued' && status !== 'running';
