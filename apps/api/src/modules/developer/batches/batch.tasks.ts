import { Inject, Injectable } from '@nestjs/common';
import { ENV, type Env } from '../../../config/env.js';
import { duplicate, linesOf, MAX_LINE_BYTES, readLine } from './batch-lines.js';
import type { BatchFile } from './batch-file.entity.js';
import { BatchFileRepository } from './batch-file.repository.js';
import { BatchItemRepository, type ItemResult, type NewItem } from './batch-item.repository.js';
import { BatchRepository } from './batch.repository.js';
import type { Batch, BatchError } from './batch.entity.js';
import { itemName, nameOf } from './names.js';

/** As at OpenAI. */
const MAX_LINES = 50_000;
/** Faults that are told; whoever has more knows what is wrong by then. */
const MAX_ERRORS = 100;
/** Lines that are written together, at most, and their bytes. */
const MOST_TOGETHER = 500;
const MOST_BYTES_TOGETHER = 4 * 2 ** 20;
const DAY_MS = 86_400_000;
/** Until a task that failed begins again: what made it fail is there still, perhaps. */
const RETRY_MS = 30_000;

/** Work on a batch as a whole: reading its input, writing its files. Whatever breaks off begins again elsewhere. */
@Injectable()
export class BatchTasks {
  /** Between two signs of life of a task, however long one of its steps takes. */
  static heartbeatMs = 5_000;

  constructor(
    private readonly batches: BatchRepository,
    private readonly items: BatchItemRepository,
    private readonly files: BatchFileRepository,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** @param batch taken by this process */
  async carryOut(batch: Batch, signal: AbortSignal): Promise<void> {
    const heartbeat = setInterval(
      () => void this.batches.holds(batch).catch(() => false),
      BatchTasks.heartbeatMs,
    ).unref();
    try {
      if (batch.status === 'validating') await this.validate(batch, signal);
      else await this.finish(batch, signal);
      // Nothing is left to release when it is done.
      await this.batches.release(batch, 0);
    } catch (error) {
      // Without it the lease ends by itself.
      await this.batches.release(batch, signal.aborted ? 0 : RETRY_MS).catch(() => undefined);
      throw error;
    } finally {
      clearInterval(heartbeat);
    }
  }

  /** Reads the lines of the input. One that is wrong is the end of the batch. */
  private async validate(batch: Batch, signal: AbortSignal): Promise<void> {
    await this.items.clear(batch.id);
    const errors: BatchError[] = [];
    let [total, kept] = [0, 0];
    let [waiting, bytes]: [NewItem[], number] = [[], 0];
    const write = async () => {
      const again = waiting.length > 0 ? await this.items.add(batch.id, waiting) : [];
      errors.push(...again.map(duplicate));
      [waiting, bytes] = [[], 0];
      signal.throwIfAborted();
      return this.batches.holds(batch);
    };
    const input = await this.files.find(batch.input_file_id, batch.user_id);
    if (!input) errors.push(wholeFault('file_not_found', 'The input file was deleted before it was read.'));
    const { files } = this;
    async function* bytesOf({ id, bytes: size }: BatchFile): AsyncGenerator<Buffer> {
      let read = 0;
      for await (const piece of files.read(id)) {
        signal.throwIfAborted();
        read += piece.length;
        yield piece;
      }
      if (read !== Number(size))
        errors.push(wholeFault('file_not_found', 'The input file was deleted while it was read.'));
    }
    for await (const line of input ? linesOf(bytesOf(input), MAX_LINE_BYTES, 2 * MAX_LINES) : []) {
      if (++total > MAX_LINES || line.line > 2 * MAX_LINES) {
        errors.push(wholeFault('too_many_requests', `A batch has at most ${MAX_LINES} lines. Make several of it.`));
        break;
      }
      const read = readLine(line, batch.endpoint);
      if ('code' in read) errors.push({ ...read, line: line.line });
      else {
        waiting.push(read);
        bytes += read.body.length;
        kept += Buffer.byteLength(read.body);
      }
      if (errors.length >= MAX_ERRORS) break;
      const isMuch = waiting.length >= MOST_TOGETHER || bytes >= MOST_BYTES_TOGETHER;
      if (isMuch && !(await write())) return;
    }
    if (!(await write())) return;
    if (total === 0 && errors.length === 0) errors.push(wholeFault('empty_file', 'The input file has no lines.'));
    if (errors.length === 0) return this.batches.begin(batch, total, kept);
    await this.keepInput(batch);
    errors.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
    if (await this.batches.end(batch, 'failed', { errors: errors.slice(0, MAX_ERRORS) }))
      await this.items.clear(batch.id);
  }

  /** Writes the results into files. Of a batch that was cancelled or expired, those that there are. */
  private async finish(batch: Batch, signal: AbortSignal): Promise<void> {
    const ending = batch.ending!;
    await this.items.settle(batch.id);
    const output = await this.write(batch, 'output', ['done'], signal);
    let error: string | undefined;
    try {
      const states: ItemResult['state'][] = ending === 'expired' ? ['failed', 'unfinished'] : ['failed'];
      error = await this.write(batch, 'error', states, signal);
      await this.keepInput(batch);
      if (!(await this.batches.end(batch, ending, { output, error }))) throw new Error('taken over');
    } catch (thrown) {
      // They are written again, by whoever takes it next.
      for (const file of [output, error]) if (file !== undefined) await this.files.discard(file);
      throw thrown;
    }
    await this.items.clear(batch.id);
  }

  /** @returns `undefined` when there is nothing to write */
  private async write(batch: Batch, which: 'output' | 'error', states: ItemResult['state'][], signal: AbortSignal) {
    const results = this.items.results(batch.id, states);
    const first = await results.next();
    if (first.done) return undefined;
    const { batches } = this;
    async function* lines(): AsyncGenerator<Buffer> {
      yield lineOf(batch.id, first.value as ItemResult);
      let count = 1;
      for await (const result of results) {
        yield lineOf(batch.id, result);
        if (++count % MOST_TOGETHER === 0 && !(await batches.holds(batch))) throw new Error('taken over');
        signal.throwIfAborted();
      }
    }
    const name = `${nameOf('batch', batch.id)}_${which}.jsonl`;
    const keptMs = batch.output_seconds === null ? this.keptMs : batch.output_seconds * 1_000;
    const file = { user_id: batch.user_id, name, purpose: 'batch_output' as const, keptMs };
    return (await this.files.write(file, lines())).id;
  }

  private keepInput({ input_file_id }: Batch): Promise<void> {
    return this.files.keep(input_file_id, this.keptMs);
  }

  private get keptMs(): number {
    return this.env.BATCH_RETENTION_DAYS * DAY_MS;
  }
}

const wholeFault = (code: string, message: string): BatchError => ({ code, message, line: null, param: null });

const EXPIRED = {
  code: 'batch_expired',
  message: 'This request could not be executed before the completion window expired.',
};

/** A line of an output or error file, in OpenAI's form. */
function lineOf(batchId: string, { line, custom_id, state, response }: ItemResult): Buffer {
  const head = JSON.stringify({ id: itemName(batchId, line), custom_id }).slice(0, -1);
  const rest =
    state === 'unfinished'
      ? `"response":null,"error":${JSON.stringify(EXPIRED)}`
      : `"response":${response},"error":null`;
  return Buffer.from(`${head},${rest}}\n`);
}
