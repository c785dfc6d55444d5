import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { BatchItem } from './batch-item.entity.js';
import { LEASE_MS } from './batch.repository.js';
import type { Batch } from './batch.entity.js';

const LEASE = `now() + interval '${LEASE_MS} ms'`;
/** Results that are read together: so many, and as long as those before a result have fewer bytes. */
const PAGE = 100;
const PAGE_BYTES = 4 * 2 ** 20;
/** Lines that are deleted together. */
const SLICE = 1_000;

/** A line that this process has to answer. */
export type ClaimedItem = Pick<BatchItem, 'batch_id' | 'line' | 'attempts'> &
  Pick<Batch, 'user_id' | 'key_id' | 'endpoint'> & { claim: string; body: string };

/** A line as it goes into a file. */
export type ItemResult = Pick<BatchItem, 'line' | 'custom_id' | 'state' | 'response'>;

/** A line of an input file. */
export type NewItem = Pick<BatchItem, 'line' | 'custom_id'> & { body: string };

const WAITING = `i.batch_id = b.id AND i.state = 'waiting' AND i.not_before <= now()`;

/**
 * The owner who was served least recently, of the oldest of that owner's batches the first line that nobody else is
 * taking at this moment.
 */
const CLAIM = `
WITH turn AS (
  SELECT b.id FROM batches b
  WHERE b.ended_at IS NULL AND b.status = 'in_progress' AND b.not_before <= now() AND b.expires_at > now()
    AND EXISTS (SELECT FROM batch_items i WHERE ${WAITING})
  ORDER BY (SELECT max(o.served_at) FROM batches o WHERE o.ended_at IS NULL AND o.user_id = b.user_id) NULLS FIRST,
    b.created_at, b.id
  LIMIT 1
), item AS (
  SELECT i.batch_id, i.line FROM batch_items i JOIN turn b ON ${WAITING}
  ORDER BY i.line LIMIT 1 FOR UPDATE OF i SKIP LOCKED
), served AS (
  UPDATE batches SET served_at = clock_timestamp() WHERE id = (SELECT batch_id FROM item)
)
UPDATE batch_items i SET state = 'running', claim = $1, claimed_until = ${LEASE}, attempts = attempts + 1
FROM item, batches b WHERE i.batch_id = item.batch_id AND i.line = item.line AND b.id = i.batch_id
RETURNING i.batch_id, i.line, i.attempts, i.body, i.claim, b.user_id, b.key_id, b.endpoint`;

/** The result, once; with the last one the batch is to be finished. */
const FINISH = `
WITH done AS (
  UPDATE batch_items SET state = $4, response = $5, body = NULL, claim = NULL, claimed_until = NULL
  WHERE batch_id = $1 AND line = $2 AND claim = $3 AND state = 'running' RETURNING batch_id
), counted AS (
  SELECT b.id, b.status = 'in_progress' AND b.completed + b.failed + 1 >= b.total AS is_last FROM batches b
  JOIN done ON b.id = done.batch_id FOR UPDATE OF b
)
UPDATE batches b SET
  bytes = bytes + $6::bigint,
  completed = completed + CASE WHEN $4 = 'done' THEN 1 ELSE 0 END,
  failed = failed + CASE WHEN $4 = 'done' THEN 0 ELSE 1 END,
  status = CASE WHEN is_last THEN 'finalizing' ELSE status END,
  ending = CASE WHEN is_last THEN 'completed' ELSE ending END,
  finalizing_at = CASE WHEN is_last THEN now() ELSE finalizing_at END
FROM counted WHERE b.id = counted.id`;

/** The lines of batches. What decides who works on one is in the database, so that any number of processes may. */
@Injectable()
export class BatchItemRepository {
  constructor(@InjectRepository(BatchItem) private readonly items: Repository<BatchItem>) {}

  /** Removes the lines of a batch: those that a reading of the input has left that broke off, or all at its end. */
  clear(batchId: string): Promise<void> {
    return this.removeWhere('batch_id = $1', [batchId]);
  }

  /** Removes the lines of batches that are over, where that broke off. */
  clearEnded(): Promise<void> {
    return this.removeWhere('batch_id IN (SELECT id FROM batches WHERE ended_at IS NOT NULL)', []);
  }

  /** In slices, so that no statement takes long. */
  private async removeWhere(condition: string, parameters: unknown[]): Promise<void> {
    let removed = SLICE;
    while (removed === SLICE)
      [, removed] = await this.items.query(
        `DELETE FROM batch_items WHERE (batch_id, line) IN (
           SELECT batch_id, line FROM batch_items WHERE ${condition} LIMIT ${SLICE})`,
        parameters,
      );
  }

  /** Adds lines. @returns the numbers of those whose `custom_id` an earlier one has */
  async add(batchId: string, items: NewItem[]): Promise<number[]> {
    const added: { line: number }[] = await this.items.query(
      `INSERT INTO batch_items (batch_id, line, custom_id, body)
       SELECT $1, * FROM unnest($2::int[], $3::text[], $4::text[]) ON CONFLICT (batch_id, custom_id) DO NOTHING
       RETURNING line`,
      [batchId, items.map(({ line }) => line), items.map(({ custom_id }) => custom_id), items.map(({ body }) => body)],
    );
    const known = new Set(added.map(({ line }) => line));
    return items.map(({ line }) => line).filter((line) => !known.has(line));
  }

  /** @param claim a new id */
  async claim(claim: string): Promise<ClaimedItem | undefined> {
    const [rows]: [ClaimedItem[]] = await this.items.query(CLAIM, [claim]);
    return rows[0];
  }

  /** Lines of processes that are gone wait again. */
  async recover(): Promise<void> {
    await this.items.query(
      `UPDATE batch_items i SET state = 'waiting', claim = NULL, claimed_until = NULL FROM batches b
       WHERE b.ended_at IS NULL AND i.batch_id = b.id AND i.state = 'running' AND i.claimed_until <= now()`,
    );
  }

  /** A sign of life. @returns which of these claims shall go on: the others lost their batch, or somebody took over */
  async renew(claims: string[]): Promise<Set<string>> {
    const [rows]: [{ claim: string; goes_on: boolean }[]] = await this.items.query(
      `UPDATE batch_items i SET claimed_until = ${LEASE} FROM batches b
       WHERE i.state = 'running' AND i.claim = ANY ($1) AND b.id = i.batch_id
       RETURNING i.claim, b.status = 'in_progress' AND b.expires_at > now() AS goes_on`,
      [claims],
    );
    return new Set(rows.filter(({ goes_on }) => goes_on).map(({ claim }) => claim));
  }

  /** Writes the result of a line, if it is still this claim's. @param response JSON */
  async finish(item: ClaimedItem, state: 'done' | 'failed', response: string): Promise<void> {
    const { batch_id, line, claim, body } = item;
    const growth = Buffer.byteLength(response) - Buffer.byteLength(body);
    await this.items.query(FINISH, [batch_id, line, claim, state, response, growth]);
  }

  /**
   * Lets a line wait again.
   * @param ms for so long
   * @param counts whether it was a try of its own
   */
  async putBack({ batch_id, line, claim }: ClaimedItem, ms: number, counts: boolean): Promise<void> {
    await this.items.query(
      `UPDATE batch_items SET state = 'waiting', claim = NULL, claimed_until = NULL, attempts = attempts - $5,
         not_before = now() + $4 * interval '1 ms'
       WHERE batch_id = $1 AND line = $2 AND claim = $3 AND state = 'running'`,
      [batch_id, line, claim, ms, counts ? 0 : 1],
    );
  }

  /** No line without a result gets one any more. They count as failed when the batch expired. */
  async settle(batchId: string): Promise<void> {
    await this.items.query(
      `WITH ended AS (
         UPDATE batch_items SET state = 'unfinished', body = NULL, claim = NULL, claimed_until = NULL
         WHERE batch_id = $1 AND state IN ('waiting', 'running') RETURNING 1)
       UPDATE batches SET failed = failed + (SELECT count(*) FROM ended) WHERE id = $1 AND ending = 'expired'`,
      [batchId],
    );
  }

  /** The lines in these states in the order of the input, a few at a time. */
  async *results(batchId: string, states: BatchItem['state'][]): AsyncGenerator<ItemResult> {
    for (let after = 0; ;) {
      const page: ItemResult[] = await this.items.query(
        `SELECT line, custom_id, state, response FROM (
           SELECT *, sum(octet_length(response)) OVER (ORDER BY line ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
             AS bytes_before
           FROM (SELECT line, custom_id, state, response FROM batch_items
             WHERE batch_id = $1 AND line > $2 AND state = ANY ($3) ORDER BY line LIMIT ${PAGE}) few) page
         WHERE coalesce(bytes_before, 0) < ${PAGE_BYTES} ORDER BY line`,
        [batchId, after, states],
      );
      if (page.length === 0) return;
      yield* page;
      after = page.at(-1)!.line;
    }
  }
}
