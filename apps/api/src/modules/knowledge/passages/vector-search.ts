import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Worker } from 'node:worker_threads';
import { compiled } from '../../../common/compiled.js';
import { ENV, type Env } from '../../../config/env.js';
import { PassageRepository, type Hit } from './passage.repository.js';
import type { VectorMessage, VectorsFound } from './vector.worker.js';
import { floatsOf } from './vectors.js';

/** A file whose vectors are complete. */
export interface VectorFile {
  id: string;
  indexId: string;
  /** Name and digest of the model that made them. */
  model: string;
  passages: number;
}

/** Vectors that are read together: 1.5 MB of 768 numbers each. */
const CHUNK = 512;
/** The thread gives its memory back when nobody has searched for so long. */
const IDLE_MS = 600_000;

interface Waiting {
  resolve(found: VectorsFound): void;
  reject(reason: Error): void;
}

/**
 * The passages whose vectors are nearest to a question, exactly: every vector of the files is compared, in a thread of
 * its own. It keeps those of files that were searched last, up to a bound; others are read from the database each time,
 * a part after the other.
 */
@Injectable()
export class VectorSearch implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Passages');
  private readonly mostBytes: number;
  private worker: Worker | undefined;
  private readonly waiting = new Map<number, Waiting>();
  /** Bytes that the thread keeps, by key, those that were used last at the end. */
  private readonly held = new Map<string, number>();
  private readonly loading = new Map<string, Promise<boolean>>();
  /** Bytes of what is being read to be kept. */
  private reserved = 0;
  private lastId = 0;
  private idle: NodeJS.Timeout | undefined;

  constructor(
    private readonly passages: PassageRepository,
    @Inject(ENV) env: Env,
  ) {
    this.mostBytes = env.VECTOR_MEMORY_MB * 2 ** 20;
  }

  /** How many bytes of vectors the thread keeps. */
  get heldBytes(): number {
    return [...this.held.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  /**
   * @param query of length 1 @param most passages that are wanted
   * @returns the nearest, best first; their score is the cosine
   * @throws the signal's reason; Error of the database or of the thread
   */
  async search(
    query: Float32Array<ArrayBuffer>,
    files: VectorFile[],
    most: number,
    signal?: AbortSignal,
  ): Promise<Hit[]> {
    if (files.length === 0) return [];
    const id = ++this.lastId;
    this.post({ open: id, query, most });
    const needed = new Set(files.map(keyOf));
    try {
      for (const [at, file] of files.entries()) {
        signal?.throwIfAborted();
        await this.give(id, at, file, query.length, needed);
      }
    } catch (error) {
      this.post({ cancel: id });
      throw error;
    }
    const found = await new Promise<VectorsFound>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.post({ close: id });
    });
    return found.files.map((file, at) => ({
      file_id: files[file]!.id,
      position: found.positions[at]!,
      score: found.scores[at]!,
    }));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.end();
  }

  /** The thread looks through a file: through what it keeps of it, or through what is read now. */
  private async give(id: number, at: number, file: VectorFile, length: number, needed: Set<string>): Promise<void> {
    const key = keyOf(file);
    // Another search reads it at this moment.
    while (this.loading.has(key)) await this.loading.get(key);
    const bytes = this.held.get(key);
    if (bytes !== undefined) {
      this.held.delete(key);
      this.held.set(key, bytes);
      return this.post({ held: id, file: at, key });
    }
    const room = file.passages * length * Float32Array.BYTES_PER_ELEMENT;
    const keep = this.makeRoom(file, room, needed);
    const reading = this.read(id, at, file, keep ? key : undefined);
    if (!keep) return void (await reading);
    this.reserved += room;
    const done = reading.then(
      (read) => {
        this.held.set(key, read);
        return true;
      },
      () => {
        this.post({ drop: key });
        return false;
      },
    );
    this.loading.set(key, done);
    await done;
    this.reserved -= room;
    this.loading.delete(key);
    await reading;
  }

  /** @returns bytes that were read */
  private async read(id: number, at: number, file: VectorFile, keep: string | undefined): Promise<number> {
    let bytes = 0;
    for (let from = 0; ;) {
      const chunk = await this.passages.vectors({ ...file, fileId: file.id }, from, CHUNK);
      if (!chunk) return bytes;
      const [positions, vectors] = [Int32Array.from(chunk.positions), floatsOf(chunk.vectors)];
      bytes += vectors.byteLength;
      from = positions.at(-1)! + 1;
      this.post({ chunk: id, file: at, positions, vectors, keep }, [positions.buffer, vectors.buffer]);
    }
  }

  /** Lets go of what was used longest ago, but not of what this search needs. @returns whether there is room */
  private makeRoom({ id }: VectorFile, bytes: number, needed: Set<string>): boolean {
    for (const key of this.held.keys()) if (key.startsWith(`${id} `) && !needed.has(key)) this.drop(key);
    const most = this.mostBytes - bytes - this.reserved;
    if (most < 0) return false;
    for (const key of this.held.keys()) {
      if (this.heldBytes <= most) break;
      if (!needed.has(key)) this.drop(key);
    }
    return this.heldBytes <= most;
  }

  private drop(key: string): void {
    this.held.delete(key);
    this.post({ drop: key });
  }

  private post(message: VectorMessage, transfer: ArrayBuffer[] = []): void {
    this.worker ??= this.start();
    clearTimeout(this.idle);
    this.idle = setTimeout(() => void (this.waiting.size === 0 && this.end()), IDLE_MS).unref();
    this.worker.postMessage(message, transfer);
  }

  private start(): Worker {
    const worker = new Worker(compiled('modules/knowledge/passages/vector.worker.js'));
    worker.unref();
    worker.on('message', (found: VectorsFound) => {
      this.waiting.get(found.id)?.resolve(found);
      this.waiting.delete(found.id);
    });
    worker.on('error', (error) => this.logger.warn(`The search in vectors has failed: ${error.message}`));
    worker.on('exit', () => this.worker === worker && this.forget());
    return worker;
  }

  private async end(): Promise<void> {
    clearTimeout(this.idle);
    const worker = this.worker;
    this.forget();
    await worker?.terminate();
  }

  /** The thread is gone, and all that it kept. */
  private forget(): void {
    this.worker = undefined;
    this.held.clear();
    for (const { reject } of this.waiting.values()) reject(new Error('the search in vectors has ended'));
    this.waiting.clear();
  }
}

const keyOf = ({ id, indexId, model }: VectorFile): string => `${id} ${indexId} ${model}`;
