import { createHash, randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { textOf, type Client } from './client.js';

/** A question and what its asker was told. */
export interface Question {
  clientId: string;
  prompt: string;
  /** Where it is asked, with the same body again for a retry. */
  path: string;
  body: Record<string, unknown>;
  /** The complete answer, once it was acknowledged. */
  answer?: { messageId: string; threadId: string; text: string };
}

/** Everything that the server acknowledged, and what it may or may not have done when it was killed. */
export interface Records {
  questions: Question[];
  /** Names by thread: the acknowledged one, and those that were on their way since. */
  titles: Map<string, { acknowledged?: string; open: string[] }>;
  keyIds: string[];
  /** Request ids of acknowledged requests, with the time on the test's clock. */
  requests: { id: string; at: number }[];
}

/** The answer to a prompt, so that a checker can recognise a part of it. */
export const answerTo = (prompt: string): string => `You said ${prompt}.${' And so it goes on and on.'.repeat(8)}`;

/** A number from 0 to 1 (exclusive) that depends only on its arguments. */
export const seeded = (...of: unknown[]): number =>
  createHash('sha256').update(JSON.stringify(of)).digest().readUInt32LE() / 2 ** 32;

/**
 * People who ask, edit, rename and make keys until their server is gone. Each request that is sent and each frame that
 * is received is a step; the server can be killed at any of them.
 */
export class CrashLoad {
  readonly records: Records = { questions: [], titles: new Map(), keyIds: [], requests: [] };
  private readonly steps = new EventEmitter().setMaxListeners(0);
  private count = 0;
  private choices = 0;

  constructor(
    private readonly people: Client[],
    private readonly seed: number,
  ) {}

  /** Works until the server does not answer any more. Each person does two things at a time. */
  async work(): Promise<void> {
    this.renaming.clear();
    await Promise.all(this.people.flatMap((person) => [this.workAs(person), this.workAs(person)]));
  }

  /** Resolves after so many further steps. */
  async afterSteps(more: number): Promise<void> {
    const end = this.count + more;
    while (this.count < end) await once(this.steps, 'step');
  }

  /** Asks once more what nobody knows the outcome of. @throws Error for an answer other than the whole text */
  async retryOpen(): Promise<void> {
    const retry = async (asker: Client) => {
      for (const { question, person } of this.open()) if (person === asker) await this.ask(person, question);
    };
    await Promise.all(this.people.map(retry));
    const left = this.open().map(({ question }) => question.clientId);
    if (left.length > 0) throw new Error(`not answered after a retry: ${left.join(', ')}`);
  }

  /** Threads with a rename on its way: of two at once nobody could say which is the last. */
  private readonly renaming = new Set<string>();
  private readonly askers = new Map<Question, Client>();

  private open(): { question: Question; person: Client }[] {
    return this.records.questions
      .filter(({ answer }) => !answer)
      .map((question) => ({ question, person: this.askers.get(question)! }));
  }

  private async workAs(person: Client): Promise<void> {
    for (;;) {
      try {
        await this.doSomething(person);
      } catch (error) {
        if (isGone(error)) return;
        throw error;
      }
    }
  }

  private doSomething(person: Client): Promise<void> {
    const dice = seeded(this.seed, this.choices++);
    const mine = this.records.questions.filter((question) => this.askers.get(question) === person);
    const done = mine.filter(({ answer }) => answer).at(-1)?.answer;
    const lost = mine.filter(({ answer }) => !answer);
    if (dice < 0.1 && lost.length > 2) return this.ask(person, lost[0]!);
    if (dice < 0.2 && done && !this.renaming.has(done.threadId)) return this.rename(person, done.threadId);
    if (dice < 0.25) return this.makeKey(person);
    const clientId = randomUUID();
    const prompt = `question ${clientId}`;
    // Half of them as a stream.
    const body = { prompt, client_message_id: clientId, stream: seeded(clientId) < 0.5 };
    const question: Question =
      dice < 0.6 || !done
        ? { clientId, prompt, path: '/api/chat', body }
        : { clientId, prompt, path: '/api/chat', body: { ...body, thread_id: done.threadId } };
    this.records.questions.push(question);
    this.askers.set(question, person);
    return this.ask(person, question);
  }

  private async ask(person: Client, question: Question): Promise<void> {
    this.step();
    if (question.body.stream === true) return this.askStreamed(person, question);
    const { status, body } = await this.noted(person.post(question.path, question.body));
    if (status === 200) question.answer = { messageId: body.message_id, threadId: body.thread_id, text: body.response };
    else this.refused(question, status, body);
  }

  private async askStreamed(person: Client, question: Question): Promise<void> {
    try {
      const frames = [];
      for await (const frame of await person.stream(question.path, question.body)) {
        frames.push(frame);
        this.step();
      }
      const last = frames.at(-1);
      const { thread_id: threadId } = frames.find(({ event }) => event === 'started')?.data ?? {};
      if (last?.event === 'done') question.answer = { messageId: last.data.message_id, threadId, text: textOf(frames) };
    } catch (error) {
      const { status, body } = error as { status?: number; body?: unknown };
      if (status === undefined) throw error;
      this.refused(question, status, body);
    }
  }

  /** A thread that is still being answered refuses, and so does a full server; nothing else may. */
  private refused(question: Question, status: number, body: unknown): void {
    const { code } = body as { code: string };
    if (!['run.active', 'limit.parallel', 'run.interrupted'].includes(code))
      throw new Error(`${status} ${JSON.stringify(body)}`);
    if (code === 'run.interrupted') return;
    this.records.questions.splice(this.records.questions.indexOf(question), 1);
  }

  private async rename(person: Client, threadId: string): Promise<void> {
    const title = `title ${randomUUID()}`;
    const names = this.records.titles.get(threadId) ?? { open: [] };
    this.records.titles.set(threadId, names);
    names.open.push(title);
    this.renaming.add(threadId);
    this.step();
    const { status } = await this.noted(person.patch(`/api/chat/threads/${threadId}`, { title }));
    if (status !== 200) throw new Error(`rename: ${status}`);
    this.renaming.delete(threadId);
    Object.assign(names, { acknowledged: title, open: [] });
  }

  private async makeKey(person: Client): Promise<void> {
    this.step();
    const { status, body } = await this.noted(person.post('/api/developer/api-keys', { name: 'crash' }));
    if (status !== 201) throw new Error(`key: ${status} ${JSON.stringify(body)}`);
    this.records.keyIds.push(body.id);
  }

  private async noted<T extends { headers: Record<string, unknown> }>(sent: Promise<T>): Promise<T> {
    const reply = await sent;
    this.step();
    this.records.requests.push({ id: String(reply.headers['x-request-id']), at: Date.now() });
    return reply;
  }

  private step(): void {
    this.count++;
    this.steps.emit('step');
  }
}

/** Whether the server's process is gone, as its clients see it. */
function isGone(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return (
    /^(ECONNREFUSED|ECONNRESET|EPIPE|UND_ERR_SOCKET)$/.test(code ?? '') || /terminated|other side/.test(message ?? '')
  );
}
