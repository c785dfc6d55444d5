import { Injectable } from '@nestjs/common';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { ChatRequest } from '../../../llm/index.js';
import type { Model } from '../../models/index.js';
import { InstructionsRepository } from '../instructions/instructions.repository.js';
import type { ChatMessage } from '../threads/message.entity.js';
import { MessageRepository } from '../threads/message.repository.js';
import { ThreadRepository } from '../threads/thread.repository.js';
import { buildRequest } from './conversation.js';

/** An answer without personal input, with the request that produced it. */
export interface ShareableAnswer {
  question: ChatMessage;
  answer: ChatMessage;
  /** The request with which anybody else would ask the same. */
  requestFor(model: Model): ChatRequest;
}

/** Finds answers that depend on nothing personal, so that other people may get them. */
@Injectable()
export class ShareableAnswers {
  constructor(
    private readonly messages: MessageRepository,
    private readonly threads: ThreadRepository,
    private readonly instructions: InstructionsRepository,
  ) {}

  /** @throws DomainError `message.not-found`, `pin.personal` */
  async find(userId: string, messageId: string): Promise<ShareableAnswer> {
    const answer = await this.messages.findOwn(messageId, userId);
    const [path, thread, shaped] = await Promise.all([
      this.messages.path(messageId),
      this.threads.findOwn(answer.thread_id, userId),
      this.instructions.mayHaveShaped(userId, answer.created_at),
    ]);
    const isWhole = answer.role === 'assistant' && answer.finish_reason === 'stop' && !answer.edited_at;
    const [question] = path;
    if (!isWhole || !question || path.length !== 2 || thread.system_prompt !== null) {
      throw new DomainError(
        'pin.personal',
        'Only a complete, unchanged answer to the first question of a chat without a system prompt can be ' +
          'pinned: nobody else would ask the rest. Ask the question in a new chat and pin that answer.',
      );
    }
    if (shaped && !thread.temporary) {
      throw new DomainError(
        'pin.personal',
        'This answer may follow your instructions for every chat. Ask the question in a temporary chat and pin that ' +
          'answer.',
      );
    }
    return { question, answer, requestFor: (model) => buildRequest(model, [question], thread, undefined) };
  }
}
