import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { CompletionService, GaveWay, type CompletionRequest } from '../../inference/index.js';
import { ModelCatalog, ModelsService, type Model } from '../../models/index.js';
import { SettingsService } from '../../settings/index.js';
import type { ChatThread } from '../threads/thread.entity.js';
import { ThreadRepository } from '../threads/thread.repository.js';
import { titleFrom } from '../threads/title.js';
import { beginningOf, titleIn, titleRequest } from './title-request.js';

/** Longest wait for a moment in which nobody waits for the model; then the chat keeps the title that it has. */
const GIVE_UP_MS = 5 * 60_000;
/** How often it begins again after it gave way to somebody. */
const TRIES = 3;
/** The constructed model of the demo says fixed sentences, which name nothing. */
const DEMO = 'pocket-demo';

/** A chat that may be named, with the answer that it just got. */
export interface Named {
  thread: Pick<ChatThread, 'id' | 'user_id' | 'title'>;
  question: string;
  answer: string;
  /** The model that answered, and the length of the context that it was asked with. */
  model: Model;
  num_ctx: number | undefined;
  cache: CompletionRequest['cache'];
}

/**
 * Names chats in the background: after an early answer a model makes a title in the language of the question, in a
 * moment in which nobody waits for a model. A title that a person wrote is never replaced.
 */
@Injectable()
export class TitleService implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Titles');
  /** Titles that are being made, by thread. */
  private readonly pending = new Map<string, { from: string; ending: AbortController; work: Promise<void> }>();
  private readonly closing = new AbortController();

  constructor(
    private readonly settings: SettingsService,
    private readonly models: ModelsService,
    private readonly catalog: ModelCatalog,
    private readonly completions: CompletionService,
    private readonly threads: ThreadRepository,
  ) {}

  /**
   * Whether an answer may name its chat: the title is still the first words of the first question, and the chat is
   * young. So a chat gets its name later when nobody's answer came to an end at first.
   */
  static mayName(
    { title, title_is_manual, temporary, import_key }: ChatThread,
    path: { content: string }[],
    key: unknown,
  ): boolean {
    const isOpen = !title_is_manual && !temporary && import_key === null && key === undefined;
    return isOpen && path.length <= 5 && title === titleFrom(path[0]!.content);
  }

  /** Begins to name a chat. Never throws. @returns whether a title may come: see `untilNamed` */
  async begin(named: Named): Promise<boolean> {
    const { id, title: from } = named.thread;
    if (this.closing.signal.aborted) return false;
    const model = await this.titleModel(named.model).catch(() => undefined);
    if (!model) return false;
    const earlier = this.pending.get(id);
    if (earlier?.from === from) return true;
    // Its first question was edited: what is being made would name another one.
    earlier?.ending.abort(new Error('the question was edited'));
    const ending = new AbortController();
    // It may wait for minutes, and keeps of the chat only what it reads.
    const read = { ...named, question: beginningOf(named.question), answer: beginningOf(named.answer) };
    const work = this.name(read, model, ending.signal)
      .catch((error: Error) => this.logger.debug(`A chat keeps its first words as title: ${error.message}`))
      .finally(() => this.pending.get(id)?.ending === ending && this.pending.delete(id));
    this.pending.set(id, { from, ending, work });
    return true;
  }

  /** Resolves when no title of this thread is being made, or when the signal aborts. */
  async untilNamed(threadId: string, signal: AbortSignal): Promise<void> {
    const work = this.pending.get(threadId)?.work;
    if (!work || signal.aborted) return;
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
      void work.then(resolve);
    });
  }

  beforeApplicationShutdown(): void {
    this.closing.abort(new Error('the server is being stopped'));
  }

  private async titleModel(answered: Model): Promise<Model | undefined> {
    const setting = await this.settings.get('title_model');
    if (setting === 'off') return undefined;
    const model = setting === 'same' ? answered : await this.models.enabled(setting);
    if (!model) this.logger.warn(`Chats get no titles: the title model ${setting} is unknown or disabled.`);
    return model?.name === DEMO ? undefined : model;
  }

  private async name(
    { thread, question, answer, model: answered, num_ctx, cache }: Named,
    model: Model,
    ended: AbortSignal,
  ) {
    const { info } = await this.catalog.locate(model);
    const asked = titleRequest(
      model,
      { question, answer },
      { thinks: info.capabilities.includes('thinking'), num_ctx: model.id === answered.id ? num_ctx : undefined },
    );
    const until = AbortSignal.any([this.closing.signal, ended, AbortSignal.timeout(GIVE_UP_MS)]);
    const said = await this.ask({ model, request: asked, userId: thread.user_id, key: undefined, cache }, until);
    const title = titleIn(said);
    if (title) await this.threads.retitle(thread.id, thread.title, titleFrom(title));
  }

  private async ask(request: Omit<CompletionRequest, 'batch'>, until: AbortSignal): Promise<string> {
    for (let tries = 1; ; tries++) {
      const ending = new AbortController();
      const end = () => ending.abort(until.reason);
      if (until.aborted) end();
      until.addEventListener('abort', end, { once: true });
      try {
        return (await this.completions.whenIdle(request, ending)).text;
      } catch (error) {
        if (!(error instanceof GaveWay) || tries === TRIES) throw error;
      } finally {
        until.removeEventListener('abort', end);
      }
    }
  }
}
