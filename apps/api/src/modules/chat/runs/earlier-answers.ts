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
   * its answer failed, for example because the server was killed, or of several all, the draft of another one to that
   * question instead.
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
      const answers = await this.comparisons.answersTo(known);
      if (answers.length > 0)
        return (await this.comparison(answers)) ?? this.askedAgain(userId, draft, known, known.id);
    }
    const latest = known.role === 'user' ? await this.messages.bestAnswer(known) : known;
    if (!latest) return undefined;
    const run = latest.status === 'failed' ? undefined : this.registry.find(latest.run_id);
    if (run) return run;
    const answer = await this.settled(latest);
    if (answer.status !== 'failed') return replayOf(answer);
    return this.askedAgain(userId, draft, known, answer.parent_id!);
  }

  /** The first run of several answers side by side; `undefined` when all of them have failed. */
  private async comparison([first, ...others]: ChatMessage[]): Promise<Run | undefined> {
    const isLive = ({ status, run_id }: ChatMessage) => status !== 'failed' && this.registry.find(run_id) !== undefined;
    const run = [first!, ...others].some(isLive) ? this.registry.find(first!.run_id) : undefined;
    if (run) return run;
    const answer = await this.settled(first!);
    const hasOther = others.some((one) => isLive(one) || one.status === 'complete' || one.status === 'stopped');
    if (answer.status !== 'failed' || hasOther) return replayOf(answer, others);
    const settled = await Promise.all(others.map((one) => this.settled(one)));
    return settled.every(({ status }) => status === 'failed') ? undefined : replayOf(answer, settled);
  }

  private async askedAgain(userId: string, draft: Draft, known: ChatMessage, questionId: string): Promise<Draft> {
    const thread = await this.threads.findOwn(known.thread_id, userId);
    return { ...draft, thread, isNewThread: false, question: undefined, questionId, retried: known };
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
