import { Injectable } from '@nestjs/common';
import { setTimeout } from 'node:timers/promises';
import { DomainError } from '../../../common/errors/domain-error.js';
import { ComparisonRepository } from '../threads/comparison.repository.js';
import type { ChatMessage } from '../threads/message.entity.js';
import { MessageRepository, stillAnswered } from '../threads/message.repository.js';
import { ThreadRepository } from '../threads/thread.repository.js';
import { replayOf } from './replay.js';
import type { Run } from './run.js';
import { ORPHAN_DETECTION_MS } from './run.lifecycle.js';
import { RunRegistry } from './run.registry.js';
import type { Draft } from './turn.js';

/** How often an answer that another process writes, or wrote, is looked at. */
const POLL_INTERVAL_MS = 500;

/** What became of questions that were sent before: a repeated request must not ask twice. */
@Injectable()
export class EarlierAnswers {
  constructor(
    private readonly messages: MessageRepository,
    private readonly threads: ThreadRepository,
    private readonly registry: RunRegistry,
    private readonly comparisons: ComparisonRepository,
  ) {}

  /**
   * The run of the same question sent before (a retry after a lost connection), whether it is active or finished. If
   * its answer failed, for example because the server was killed, the draft of another answer to that question instead.
   * @returns `undefined` for a new question
   * @throws DomainError `run.conflict` for another question under the same id, `run.active` while another process
   * answers
   */
  async find(userId: string, clientId: string, draft: Draft): Promise<Run | Draft | undefined> {
    const known = await this.messages.findByClientId(userId, clientId);
    if (!known) return undefined;
    if (draft.question && (known.role !== 'user' || known.content !== draft.question.prompt)) {
      throw new DomainError(
        'run.conflict',
        'This client_message_id was used for another question. Use a new one for each question.',
      );
    }
    if (known.role === 'user' && draft.compareWith) {
      const [first, ...others] = await this.comparisons.answersTo(known);
      if (first) return this.registry.find(first.run_id) ?? replayOf(await this.settled(first), others);
    }
    const latest = known.role === 'user' ? await this.messages.bestAnswer(known) : known;
    if (!latest) return undefined;
    const run = latest.status === 'failed' ? undefined : this.registry.find(latest.run_id);
    if (run) return run;
    const answer = await this.settled(latest);
    if (answer.status !== 'failed') return replayOf(answer);
    const thread = await this.threads.findOwn(answer.thread_id, userId);
    return { ...draft, thread, isNewThread: false, question: undefined, questionId: answer.parent_id!, retried: known };
  }

  /**
   * Waits for the end of an answer that no run of this process writes. Its process either finishes it, or is gone; then
   * it is marked failed before the wait is over.
   */
  private async settled(answer: ChatMessage): Promise<ChatMessage> {
    const end = performance.now() + ORPHAN_DETECTION_MS;
    for (let latest = answer; ; latest = await this.messages.findOwn(answer.id, answer.user_id)) {
      if (latest.status !== 'queued' && latest.status !== 'running') return latest;
      if (performance.now() >= end) throw stillAnswered(answer.thread_id);
      await setTimeout(POLL_INTERVAL_MS);
    }
  }
}
