import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type EntityManager } from 'typeorm';
import type { IdPage } from './batch-file.repository.js';
import { BatchFile } from './batch-file.entity.js';
import { Batch, type BatchEnding, type BatchError } from './batch.entity.js';

/** How long a process may give no sign of life before its work is somebody else's. */
export const LEASE_MS = 30_000;
const LEASE = `now() + interval '${LEASE_MS} ms'`;

/** The batches as their owners see them, and the work on a batch as a whole. */
@Injectable()
export class BatchRepository {
  constructor(@InjectRepository(Batch) private readonly batches: Repository<Batch>) {}

  /**
   * @param requireRoom throws when there is no room for its bytes
   * @returns `undefined` when the account has that many already that are not over
   */
  add(
    batch: Partial<Batch> & Pick<Batch, 'id' | 'user_id'>,
    most: number,
    requireRoom: (manager: EntityManager) => Promise<void>,
  ): Promise<Batch | undefined> {
    return this.batches.manager.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`batches ${batch.user_id}`]);
      const [open]: { n: number }[] = await manager.query(
        'SELECT count(*)::int AS n FROM batches WHERE user_id = $1 AND ended_at IS NULL',
        [batch.user_id],
      );
      if (open!.n >= most) return undefined;
      await requireRoom(manager);
      await manager.insert(Batch, batch as never);
      return manager.findOneByOrFail(Batch, { id: batch.id });
    });
  }

  find(id: string, userId: string): Promise<Batch | null> {
    return this.batches.findOneBy({ id, user_id: userId });
  }

  /** @returns one more than the limit, if there are more; the newest first */
  list(userId: string, { limit, after }: Pick<IdPage, 'limit' | 'after'>): Promise<Batch[]> {
    const query = this.batches
      .createQueryBuilder('b')
      .where('b.user_id = :userId', { userId })
      .orderBy('b.id', 'DESC')
      .limit(limit + 1);
    if (after !== undefined) query.andWhere('b.id < :after', { after });
    return query.getMany();
  }

  /** Begins to cancel a batch whose lines are not all answered. */
  async cancel(id: string, userId: string): Promise<void> {
    await this.batches.query(
      `UPDATE batches SET status = 'cancelling', ending = 'cancelled', cancelling_at = now()
       WHERE id = $1 AND user_id = $2 AND status IN ('validating', 'in_progress')`,
      [id, userId],
    );
  }

  /** Ends a batch that cannot go on, with what is answered. */
  async fail(id: string, error: BatchError): Promise<void> {
    await this.batches.query(
      `UPDATE batches SET status = 'finalizing', ending = 'failed', finalizing_at = now(), errors = $2
       WHERE id = $1 AND status = 'in_progress'`,
      [id, JSON.stringify([error])],
    );
  }

  /** None of its lines begins for so long, at least. */
  async pause(id: string, ms: number): Promise<void> {
    await this.batches.query(
      `UPDATE batches SET not_before = greatest(not_before, now() + $2 * interval '1 ms') WHERE id = $1`,
      [id, ms],
    );
  }

  /** Ends the batches whose time is over, with what is answered. @returns whether there were any */
  async expire(): Promise<boolean> {
    const [, affected]: [unknown, number] = await this.batches.query(
      `UPDATE batches SET status = 'finalizing', ending = 'expired', finalizing_at = now()
       WHERE ended_at IS NULL AND status = 'in_progress' AND expires_at <= now()`,
    );
    return affected > 0;
  }

  /** Whether any batch of anybody is not over. */
  async isAnyOpen(): Promise<boolean> {
    const [row]: { any: boolean }[] = await this.batches.query(
      'SELECT EXISTS (SELECT FROM batches WHERE ended_at IS NULL) AS any',
    );
    return row!.any;
  }

  /** Lines of all batches in progress that have no result yet. */
  async openLines(): Promise<number> {
    const [row]: { n: number }[] = await this.batches.query(
      `SELECT coalesce(sum(total - completed - failed), 0)::int AS n FROM batches
       WHERE ended_at IS NULL AND status = 'in_progress'`,
    );
    return row!.n;
  }

  /**
   * Takes a batch whose input is to be read or whose files are to be written, and which no other process has.
   * @param claim a new id, by which `holds` and `end` know who has it
   */
  async take(claim: string): Promise<Batch | undefined> {
    const [rows]: [Batch[]] = await this.batches.query(
      `UPDATE batches SET claim = $1, claimed_until = ${LEASE} WHERE id = (
         SELECT id FROM batches b
         WHERE ended_at IS NULL AND status IN ('validating', 'finalizing', 'cancelling')
           AND (claimed_until IS NULL OR claimed_until <= now())
           AND NOT EXISTS (SELECT FROM batch_items i
             WHERE i.batch_id = b.id AND i.state = 'running' AND i.claimed_until > now())
         ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING *`,
      [claim],
    );
    return rows[0];
  }

  /** A sign of life. @returns whether the work is still this process's and still to be done */
  async holds({ id, claim, status }: Pick<Batch, 'id' | 'claim' | 'status'>): Promise<boolean> {
    const [, affected]: [unknown, number] = await this.batches.query(
      `UPDATE batches SET claimed_until = ${LEASE} WHERE id = $1 AND claim = $2 AND status = $3`,
      [id, claim, status],
    );
    return affected === 1;
  }

  /** Gives a batch back that is not done, for whoever takes it next. @param ms until then */
  async release({ id, claim }: Pick<Batch, 'id' | 'claim'>, ms: number): Promise<void> {
    await this.batches.query(
      `UPDATE batches SET claim = NULL, claimed_until = now() + $3 * interval '1 ms' WHERE id = $1 AND claim = $2`,
      [id, claim, ms],
    );
  }

  /** Its input is read: from now on its lines are answered. @param bytes of all of them */
  async begin({ id, claim }: Pick<Batch, 'id' | 'claim'>, total: number, bytes: number): Promise<void> {
    await this.batches.query(
      `UPDATE batches SET status = 'in_progress', in_progress_at = now(), total = $3, bytes = $4,
         claim = NULL, claimed_until = NULL
       WHERE id = $1 AND claim = $2 AND status = 'validating'`,
      [id, claim, total, bytes],
    );
  }

  /**
   * The end: its files exist from now on. Its lines are no longer needed.
   * @param files ids of files that are written
   * @returns whether the work was still this process's
   */
  async end(
    { id, claim, status }: Pick<Batch, 'id' | 'claim' | 'status'>,
    ending: BatchEnding,
    { output, error, errors }: { output?: string; error?: string; errors?: BatchError[] },
  ): Promise<boolean> {
    return this.batches.manager.transaction(async (manager) => {
      const [, affected]: [unknown, number] = await manager.query(
        `UPDATE batches SET status = $4, ended_at = now(), claim = NULL, claimed_until = NULL, bytes = 0,
           output_file_id = $5, error_file_id = $6, errors = coalesce($7, errors)
         WHERE id = $1 AND claim = $2 AND status = $3`,
        [id, claim, status, ending, output ?? null, error ?? null, errors ? JSON.stringify(errors) : null],
      );
      if (affected === 0) return false;
      for (const file of [output, error])
        if (file !== undefined) await manager.update(BatchFile, { id: file }, { complete: true });
      return true;
    });
  }

  /** Removes batches that ended so many days ago. */
  async removeEnded(days: number): Promise<void> {
    await this.batches.query(`DELETE FROM batches WHERE ended_at < now() - $1 * interval '1 day'`, [days]);
  }
}
