import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DueWork } from '../../../common/due-work.js';
import { newId } from '../../../common/http/ids.js';
import { Changes } from '../../../common/redis/changes.js';
import { ENV, type Env } from '../../../config/env.js';
import { ActiveCompletions } from '../../inference/index.js';
import { SettingsService } from '../../settings/index.js';
import { FileBytesRepository } from '../files/file-bytes.repository.js';
import type { KnowledgeFile } from '../files/file.entity.js';
import { FileRepository } from '../files/file.repository.js';
import { OwnerTurns } from '../owner-turns.js';
import { PassageIndexer } from '../passages/passage-indexer.js';
import { parseFile } from './file-parser.js';
import { ParseWorkRepository } from './parse-work.repository.js';
import { scan } from './scanner.js';

/** Longest time until it looks again: a process of another machine may have been killed. */
const MOST_WAIT_MS = 30_000;
const RENEW_MS = 10_000;
const SWEEP_MS = 3_600_000;
/** A file during which the server ended so many times is left alone. */
const MOST_TRIES = 3;
/** When a file is tried again whose scanner or database did not answer, in seconds. */
const AGAIN_S = 30;
/** Twice as long each time it does not answer again, up to this: each file is sent to it anew. */
const MOST_AGAIN_S = 300;
const MOST_CHARACTERS = 30_000_000;
const MOST_EXPANDED_BYTES = 512 * 2 ** 20;

/** The file is not this process's any more: it was deleted, or another has it. */
class Lost extends Error {}

/**
 * Reads files, a few at a time. Each process of an installation does; the database decides which one has a file, and a
 * file whose process is gone is taken by another.
 */
@Injectable()
export class ParseWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Files');
  private readonly running = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();
  private readonly due = new DueWork({
    logger: this.logger,
    what: 'Files to be read',
    mostWaitMs: MOST_WAIT_MS,
    begin: () => this.begin(),
  });
  private readonly owners = new OwnerTurns();
  /** How often in a row the scanner gave no verdict. */
  private scannerMissed = 0;
  private renewal: NodeJS.Timeout | undefined;
  private sweep: NodeJS.Timeout | undefined;

  constructor(
    private readonly work: ParseWorkRepository,
    private readonly files: FileRepository,
    private readonly bytes: FileBytesRepository,
    private readonly passages: PassageIndexer,
    private readonly settings: SettingsService,
    private readonly changes: Changes,
    @Inject(ENV) private readonly env: Env,
    active: ActiveCompletions,
  ) {
    active.closed.addEventListener('abort', () => this.stop());
    // A change of one file is no new work.
    changes.watch('files', (id) => id === undefined && this.due.look());
  }

  onApplicationBootstrap(): void {
    this.renewal = setInterval(() => void this.renew(), RENEW_MS).unref();
    this.sweep = setInterval(() => void this.clean(), SWEEP_MS).unref();
    void this.clean();
    this.due.look();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stop();
    clearInterval(this.sweep);
    await this.due.stop();
    await Promise.all(this.running.values());
    // Not before: until it is given back, nobody else may take a file.
    clearInterval(this.renewal);
  }

  private stop(): void {
    this.stopping.abort(new Lost('the server stops'));
    void this.due.stop();
  }

  private async begin(): Promise<number | undefined> {
    while (this.running.size < this.env.FILE_PARSERS && !this.due.isStopped) {
      const file = await this.work.claim(newId(), this.owners.all);
      if (!file) break;
      this.owners.had(file.user_id);
      this.run(file);
    }
    return this.running.size < this.env.FILE_PARSERS ? this.work.untilNext() : undefined;
  }

  private run(file: KnowledgeFile): void {
    const over = this.carryOut(file)
      .catch((error: unknown) => this.giveBack(file, error))
      .finally(() => {
        this.running.delete(file.worker_id!);
        this.changes.announce('files', file.id);
        this.due.look();
      });
    this.running.set(file.worker_id!, over);
  }

  private async carryOut(file: KnowledgeFile): Promise<void> {
    if (file.tries > MOST_TRIES) return this.work.fail(file, 'broken');
    if (this.env.CLAMD_ADDRESS) {
      const verdict = await scan(this.env.CLAMD_ADDRESS, this.bytes.read(file.id));
      if (verdict === 'infected') return this.work.fail(file, 'infected');
      if (verdict === 'too-large') return this.work.fail(file, 'scanner-limit');
      this.scannerMissed = verdict === 'unreachable' ? this.scannerMissed + 1 : 0;
      if (verdict === 'unreachable') {
        const seconds = Math.min(AGAIN_S * 2 ** (this.scannerMissed - 1), MOST_AGAIN_S);
        return this.work.putBack(file, { seconds, fault: 'scanner-unreachable' });
      }
    }
    if (file.kind === 'image') return this.work.ready(file);
    // What was read since it came counts, too: a small file may hold much text.
    const { bytes } = await this.files.stored(file.user_id);
    if (bytes > (await this.settings.get('file_storage_mb')) * 2 ** 20) return this.work.fail(file, 'storage-full');
    const folder = await mkdtemp(path.join(this.env.DATA_DIR, 'upload-read-'));
    try {
      const copy = path.join(folder, 'file');
      await pipeline(Readable.from(this.bytes.read(file.id)), createWriteStream(copy, { mode: 0o600 }));
      await this.read(file, copy);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  private async read(file: KnowledgeFile, copy: string): Promise<void> {
    let characters = 0;
    const result = await parseFile(
      {
        path: copy,
        name: file.name,
        mediaType: file.media_type,
        limits: {
          pages: this.env.FILE_MAX_PAGES,
          characters: MOST_CHARACTERS,
          expandedBytes: MOST_EXPANDED_BYTES,
        },
      },
      { seconds: this.env.FILE_PARSE_SECONDS, memoryMb: this.env.FILE_PARSE_MEMORY_MB },
      {
        opened: (mediaType, pages) => this.tell(file, this.work.opened(file, mediaType, pages)),
        pages: (pages) => {
          characters += pages.reduce((sum, { text }) => sum + text.length, 0);
          return this.tell(file, this.work.keep(file, pages, characters));
        },
      },
      this.stopping.signal,
    );
    if ('fault' in result) return this.work.fail(file, result.fault);
    await this.tell(file, this.work.read(file, result.pages, result.characters));
    await this.passages.index(file.id, this.stopping.signal, file.worker_id);
  }

  private async tell(file: KnowledgeFile, written: Promise<boolean>): Promise<void> {
    if (!(await written)) throw new Lost('another process has the file, or nobody');
    this.changes.announce('files', file.id);
  }

  /** Never throws: what cannot be written is done again when its lease is over. */
  private async giveBack(file: KnowledgeFile, error: unknown): Promise<void> {
    if (!(error instanceof Lost)) this.logger.warn(`A file could not be read, and will be once more: ${String(error)}`);
    const again = error instanceof Lost ? { seconds: 0 } : { seconds: AGAIN_S, counts: true };
    await this.work.putBack(file, again).catch(() => undefined);
  }

  private async renew(): Promise<void> {
    if (this.running.size === 0) return;
    await this.work
      .renew([...this.running.keys()])
      .catch((error: Error) => this.logger.warn(`Files that are being read were not renewed: ${error.message}`));
  }

  private async clean(): Promise<void> {
    await this.files
      .removeExpired()
      .catch((error: Error) => this.logger.warn(`Abandoned uploads were not deleted: ${error.message}`));
  }
}
