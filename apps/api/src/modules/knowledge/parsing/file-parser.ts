import { fork, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { compiled } from '../../../common/compiled.js';
import { childEnvironment } from '../../../config/env.js';
import type { FileFault } from '../files/file.entity.js';
import type { ParseJob, ParsedPage, ParseStep } from './process/protocol.js';

const ENTRY = compiled('modules/knowledge/parsing/process/main.js');
/** How long one page may take, or whatever comes before the first. */
const STEP_MS = 60_000;
const MEMORY_LOOK_MS = 500;
const PAGE_BYTES = 4_096;

export interface ParseBounds {
  seconds: number;
  memoryMb: number;
}

/** What the reader is told on the way. */
export interface ParseListener {
  opened(mediaType: string, pages: number | null): Promise<void>;
  pages(pages: ParsedPage[]): Promise<void>;
}

/** How reading ended. */
export type ParseResult = { pages: number; characters: number } | { fault: FileFault };

/**
 * Reads a document in a process of its own, which ends with it: it has no secrets and no database, and beyond its time
 * or memory it is killed.
 * @param signal ends it when nobody wants the text any more
 * @throws whatever the listener throws, and the reason of the signal
 */
export async function parseFile(
  job: ParseJob,
  { seconds, memoryMb }: ParseBounds,
  listener: ParseListener,
  signal: AbortSignal,
): Promise<ParseResult> {
  signal.throwIfAborted();
  const child = fork(ENTRY, [], {
    env: Object.fromEntries(Object.entries(childEnvironment()).filter(([name]) => !name.startsWith('PG'))),
    // What is not on the heap, such as the bytes of the file, is watched from outside.
    execArgv: [`--max-old-space-size=${Math.max(64, Math.floor(memoryMb * 0.75))}`],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const exited = new Promise<FileFault>((resolve) => {
    child.once('error', () => resolve('broken'));
    // So V8 ends a process whose heap is full.
    child.once('exit', (code, by) => resolve(by === 'SIGABRT' || code === 134 ? 'too-much-memory' : 'broken'));
  });
  let cleanUp: () => void = () => undefined;
  try {
    return await new Promise<ParseResult>((resolve, reject) => {
      const abort = () => reject(signal.reason as Error);
      signal.addEventListener('abort', abort);
      const whole = setTimeout(() => resolve({ fault: 'too-slow' }), seconds * 1_000);
      let step = setTimeout(() => undefined);
      const wait = () => {
        clearTimeout(step);
        step = setTimeout(() => resolve({ fault: 'too-slow' }), STEP_MS);
      };
      const memory = setInterval(
        () => void residentMb(child).then((mb) => mb > memoryMb && resolve({ fault: 'too-much-memory' })),
        MEMORY_LOOK_MS,
      );
      // One message after the other: the first may still be written when the next is there.
      let told = Promise.resolve();
      child.on('message', (message: ParseStep) => {
        wait();
        told = told.then(() => take(message)).catch(reject);
      });
      const take = async (message: ParseStep) => {
        if (message.at === 'opened') await listener.opened(message.mediaType, message.pages);
        else if (message.at === 'pages') {
          clearTimeout(step);
          await listener.pages(message.pages);
          wait();
          if (child.connected) child.send('next', () => undefined);
        } else if (message.at === 'failed') resolve({ fault: message.fault });
        else resolve({ pages: message.pages, characters: message.characters });
      };
      // What it said before it ended counts.
      void exited.then(async (fault) => {
        await told;
        resolve({ fault });
      });
      wait();
      child.send(job, () => undefined);
      cleanUp = () => {
        signal.removeEventListener('abort', abort);
        clearTimeout(whole);
        clearTimeout(step);
        clearInterval(memory);
      };
    });
  } finally {
    cleanUp();
    child.kill('SIGKILL');
    await exited;
  }
}

/** Memory of a process, where the system tells it. */
async function residentMb({ pid }: ChildProcess): Promise<number> {
  if (process.platform !== 'linux' || pid === undefined) return 0;
  const statm = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '');
  return (Number(statm.split(' ')[1] ?? 0) * PAGE_BYTES) / 2 ** 20;
}
