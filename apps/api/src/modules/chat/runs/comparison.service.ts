import { Injectable } from '@nestjs/common';
import { setTimeout } from 'node:timers/promises';
import type { Principal } from '../../../common/access/principal.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import { CompletionService } from '../../inference/index.js';
import { ModelsService, type Model } from '../../models/index.js';
import { ComparisonRepository } from '../threads/comparison.repository.js';
import type { ChatMessage } from '../threads/message.entity.js';
import { isBeside, MessageRepository } from '../threads/message.repository.js';
import type { ChatThread } from '../threads/thread.entity.js';
import type { KeepDto } from './chat.dto.js';
import { RunRegistry } from './run.registry.js';

/** How long an answer that was told to stop may take to end: tries, and milliseconds between them. */
const MOST_TRIES = 20;
const RETRY_MS = 100;

/** One question to several models, whose answers stand side by side until one or all of them are kept. */
@Injectable()
export class ComparisonService {
  constructor(
    private readonly models: ModelsService,
    private readonly completions: CompletionService,
    private readonly messages: MessageRepository,
    private readonly comparisons: ComparisonRepository,
    private readonly registry: RunRegistry,
  ) {}

  /**
   * The further models of a question, of which each can answer: the person chose them together, so one that cannot is
   * said before anything is written.
   * @throws DomainError `request.invalid` for the same model twice, `model.unavailable`, `model.not-pulled`,
   * `llm.unavailable`, `llm.unsupported`
   */
  async choose(principal: Principal, first: Model, names: string[], images: boolean): Promise<Model[]> {
    const further = await Promise.all(names.map((name) => this.models.choose(principal, name)));
    const all = [first, ...further];
    const twice = all.find((model, at) => all.findIndex(({ id }) => id === model.id) < at);
    if (twice)
      throw new DomainError('request.invalid', `${twice.display_name} is among the models twice. Choose each once.`, {
        errors: [{ pointer: '/compare_models', message: 'must not name a model twice' }],
      });
    await Promise.all(all.map((model) => this.completions.requireAbility(model, images)));
    return further;
  }

  /**
   * Ends a comparison. Keeping one stops and deletes the others; keeping all leaves them as versions of the answer.
   * @returns as `ComparisonRepository.end`
   * @throws DomainError `run.active`
   */
  async end(kept: ChatMessage, { others }: KeepDto): ReturnType<ComparisonRepository['end']> {
    const alone = others === 'delete';
    if (alone && kept.compare_place !== null) {
      const answers = await this.comparisons.answersTo({ id: kept.parent_id!, thread_id: kept.thread_id });
      const messageIds = answers.map(({ id }) => id).filter((id) => id !== kept.id);
      await this.registry.stop('deleted', { messageIds });
    }
    for (let tries = 1; ; tries++)
      try {
        return await this.comparisons.end(kept, alone);
      } catch (error) {
        // An answer that another process writes has been told to stop, and saves its text first.
        if (!(error instanceof DomainError && error.code === 'run.active') || !alone || tries === MOST_TRIES)
          throw error;
        await setTimeout(RETRY_MS);
      }
  }

  /** The shown message of a thread, if it stands beside this answer: another answer here does not take its place. */
  async shownBeside(answer: ChatMessage, { active_leaf_id: id }: ChatThread): Promise<string | undefined> {
    if (id === null || id === answer.id) return undefined;
    return isBeside(answer, await this.messages.findOwn(id, answer.user_id)) ? id : undefined;
  }

  /** The answer that the next message follows when this one is complete: of several side by side, the shown one. */
  async continued(threadId: string, answerId: string): Promise<string> {
    return (await this.comparisons.shownBeside(threadId, answerId)) ?? answerId;
  }
}
