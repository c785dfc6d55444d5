import type { Answer, Completion, CompletionEvent } from '../../inference/index.js';
import type { ModelMeasures } from '../../models/index.js';
import { CitedText } from '../documents/cited-text.js';
import { toCitation } from '../documents/document-prompt.js';
import type { ChatMessage } from '../threads/message.entity.js';
import type { Job, Prepared } from './job.js';
import { columnsOf } from './outcome.js';
import type { RunningMarks } from './running-marks.js';

/** Turns the events of a completion into those of its run, and checks the marks of an answer from documents. */
export class RunRelay {
  private announced: string | undefined;
  private cited: CitedText | undefined;
  private readonly answer: Answer;

  /** @param prepared what the model that answers was asked */
  constructor(
    private readonly job: Job,
    private readonly completion: Completion,
    private readonly prepared: () => Prepared | undefined,
    private readonly measures: ModelMeasures,
    private readonly marks: RunningMarks,
  ) {
    this.answer = completion.answer;
  }

  /** @throws what the completion throws; what had come until then is published */
  async run(): Promise<void> {
    try {
      for await (const batch of this.completion)
        for (const event of batch)
          if (event.type === 'started') this.start();
          else this.publish(event);
    } finally {
      this.delta(this.cited?.end() ?? '');
    }
  }

  /** The answer so far, as columns of its message. */
  get columns(): ReturnType<typeof columnsOf> & Pick<ChatMessage, 'citations' | 'documents'> {
    return {
      ...columnsOf(this.answer, this.job.continuation, this.cited?.text),
      citations: this.citations,
      documents: this.prepared()?.documents?.use ?? null,
    };
  }

  /** Those of the answer that goes on, and the new ones. */
  private get citations(): ChatMessage['citations'] {
    const before = this.job.continuation?.citations ?? [];
    const known = new Set(before.map(({ mark }) => mark));
    const all = [...before, ...(this.cited?.citations ?? []).filter(({ mark }) => !known.has(mark))];
    return all.length > 0 ? all : null;
  }

  private start(): void {
    const model = this.answer.answeredBy ?? this.job.model.name;
    if (this.announced !== model) this.announce(model);
    if (this.announced === undefined) this.begin();
    this.announced = model;
  }

  /** The backend starts to work on it, or the cache had it. */
  private announce(model: string): void {
    const { job, answer } = this;
    const { run, continuation } = job;
    const { messageId, threadId } = run.subject;
    if (!answer.cachedFrom) this.marks.add(messageId);
    run.publish('started', {
      run_id: run.id,
      thread_id: threadId,
      message_id: messageId,
      user_message_id: job.questionId,
      model,
      ...(answer.fallbackFor && { fallback_for: answer.fallbackFor }),
      cached: answer.cachedFrom !== null,
      cached_from: answer.cachedFrom,
      continued: continuation !== undefined,
      dropped_messages: answer.droppedMessages,
    });
    this.announceDocuments();
  }

  private announceDocuments(): void {
    const { run, continuation } = this.job;
    const documents = this.prepared()?.documents;
    if (documents?.use) run.publish('documents', documents.use);
    const passages = new Map(documents?.passages.map((passage) => [passage.mark, toCitation(passage)]));
    for (const citation of continuation?.citations ?? []) passages.set(citation.mark, citation);
    // Without a passage, a number in brackets is whatever the model means by it.
    if (passages.size === 0) return;
    this.cited = new CitedText(passages, (citation) => run.publish('citation', citation));
    if (continuation) this.cited.resume(continuation.content);
  }

  /** What is known before the first word. */
  private begin(): void {
    const { run, continuation, title } = this.job;
    if (title) run.publish('title', { title });
    if (continuation?.thinking) run.publish('thinking', { text: continuation.thinking });
    for (const citation of continuation?.citations ?? []) run.publish('citation', citation);
    if (continuation?.content) run.publish('delta', { text: continuation.content });
  }

  private publish(event: CompletionEvent): void {
    const { run, model } = this.job;
    switch (event.type) {
      case 'text':
        return this.delta(this.cited ? this.cited.push(event.text) : event.text);
      case 'thinking':
        return run.publish('thinking', { text: event.text });
      case 'text_was_thinking':
        this.delta(this.cited?.end() ?? '');
        this.cited?.restart();
        return run.publish('text_was_thinking', {});
      case 'queued': {
        const { position, eta_ms } = event;
        return run.publish('queued', { run_id: run.id, thread_id: run.subject.threadId, position, eta_ms });
      }
      case 'loading':
        return run.publish('loading', { model: model.name, eta_ms: this.measures.of(model.id).load_ms });
      case 'started':
      case 'tool_calls':
      case 'done':
        return; // `start` announces `started`, `done` follows after saving, and the chat offers no tools.
    }
  }

  private delta(text: string): void {
    if (text !== '') this.job.run.publish('delta', { text });
  }
}
