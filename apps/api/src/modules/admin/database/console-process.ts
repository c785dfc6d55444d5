import { fork, type ChildProcess } from 'node:child_process';
import { DomainError } from '../../../common/errors/domain-error.js';
import { childEnvironment } from '../../../config/env.js';
import type { Job, Reply, Request, Step } from './process/protocol.js';

/** Heap of the process. Its limits of rows and bytes keep it far below; a fault of the driver ends it here. */
const HEAP_MB = 512;
/** Longer than any step of the job may take inside the process, which then no longer answers. */
const DEADLINE_MS: Record<Job['kind'], number> = {
  read: 25_000,
  write: 25_000,
  explain: 25_000,
  schema: 25_000,
  export: 75_000,
};

interface Waiting {
  resolve(reply: Reply): void;
  deadline: NodeJS.Timeout;
}

/** The SQL console's process while it lives. When it ends, whatever waits for it fails with `sql.unavailable`. */
export class ConsoleProcess {
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;
  private ended?: string;
  readonly exit: Promise<void>;

  /** @param entry compiled `process/main.js` */
  constructor(entry: string) {
    this.child = fork(entry, [], {
      env: childEnvironment(),
      execArgv: [`--max-old-space-size=${HEAP_MB}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.child.on('error', () => undefined); // The exit that follows says enough.
    this.child.on('message', (reply: Reply) => this.settle(reply));
    this.exit = new Promise((resolve) =>
      this.child.once('exit', (code, signal) => {
        this.end(signal ?? `code ${code}`);
        resolve();
      }),
    );
    // The portal stops when its own work is done, and the process ends when the channel closes.
    this.child.unref();
    this.child.channel?.unref();
  }

  /** Whether it takes jobs. */
  get alive(): boolean {
    return this.ended === undefined;
  }

  /** Runs a job step by step. @throws DomainError of the job; `sql.unavailable` when the process ends meanwhile */
  async *run(job: Job, signal: AbortSignal): AsyncGenerator<Step, unknown, undefined> {
    const id = ++this.lastId;
    const cancel = () => this.send({ id, ask: 'cancel' });
    let over = false;
    this.send({ id, ask: 'start', job });
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel);
    try {
      for (;;) {
        const reply = await this.ask({ id, ask: 'next' }, DEADLINE_MS[job.kind]);
        if ('step' in reply) {
          yield reply.step;
          continue;
        }
        over = true;
        if ('result' in reply) return reply.result;
        const { code, detail, ...extras } = reply.failure;
        throw new DomainError(code, detail, extras);
      }
    } finally {
      signal.removeEventListener('abort', cancel);
      if (!over) await this.ask({ id, ask: 'close' }, DEADLINE_MS[job.kind]);
    }
  }

  /** Lets it end, and with it whatever it runs. */
  async close(): Promise<void> {
    this.end('the portal stops');
    if (this.child.connected) this.child.disconnect();
    await this.exit;
  }

  private ask(request: Request, deadlineMs: number): Promise<Reply> {
    const { id } = request;
    if (this.ended !== undefined) return Promise.resolve({ id, failure: gone(this.ended) });
    return new Promise((resolve) => {
      const deadline = setTimeout(() => {
        this.end('it did not answer any more and was stopped');
        this.child.kill('SIGKILL');
      }, deadlineMs);
      this.waiting.set(id, { resolve, deadline });
      this.send(request);
    });
  }

  private send(request: Request): void {
    if (this.child.connected) this.child.send(request, () => undefined);
  }

  private settle(reply: Reply): void {
    const found = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    clearTimeout(found?.deadline);
    found?.resolve(reply);
  }

  private end(why: string): void {
    this.ended ??= why;
    for (const id of this.waiting.keys()) this.settle({ id, failure: gone(this.ended) });
  }
}

const gone = (why: string) => ({
  code: 'sql.unavailable' as const,
  detail:
    `The process that runs the console's statements ended before this one was through (${why}). The portal is not ` +
    'affected, and the next statement starts a new process. If this one changes rows, look whether it did.',
  retryAfter: 1,
});
