import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type EntityManager } from 'typeorm';
import { FilePage, KnowledgeFile, type FileFault } from '../files/file.entity.js';
import type { ParsedPage } from './process/protocol.js';

/** Without a sign of life for so long, a process is taken for gone and its file for free. */
const LEASE = "now() + interval '30 s'";

/** Which process reads which file. Whatever a process writes that no longer has it is not written. */
@Injectable()
export class ParseWorkRepository {
  constructor(@InjectRepository(KnowledgeFile) private readonly files: Repository<KnowledgeFile>) {}

  /**
   * Takes a file that waits, or whose process is gone. What an earlier try left is removed.
   * @param claim a new id
   * @param owners who had a turn, the last at the end: files of others come first, then theirs in this order
   */
  claim(claim: string, owners: readonly string[]): Promise<KnowledgeFile | undefined> {
    return this.files.manager.transaction(async (manager) => {
      const [rows]: [KnowledgeFile[]] = await manager.query(
        `UPDATE files SET state = 'parsing', worker_id = $1, lease_until = ${LEASE}, tries = tries + 1, pages = NULL,
           index_id = NULL, pages_done = 0, characters = 0, fault = NULL, updated_at = now()
         WHERE id = (
           SELECT id FROM files
           WHERE (state = 'queued' AND (lease_until IS NULL OR lease_until <= now()))
             OR (state = 'parsing' AND lease_until <= now())
           ORDER BY array_position($2::uuid[], user_id) NULLS FIRST, id LIMIT 1 FOR UPDATE SKIP LOCKED)
         RETURNING *`,
        [claim, owners],
      );
      if (rows[0]) await manager.delete(FilePage, { file_id: rows[0].id });
      return rows[0];
    });
  }

  /** Milliseconds until a file is free; nothing if none waits. */
  async untilNext(): Promise<number | undefined> {
    const [next]: { ms: number | null }[] = await this.files.query(
      `SELECT extract(epoch FROM min(coalesce(lease_until, now())) - now())::float * 1000 AS ms FROM files
       WHERE state IN ('queued', 'parsing')`,
    );
    return next?.ms ?? undefined;
  }

  /** A sign of life. */
  async renew(claims: string[]): Promise<void> {
    await this.files.query(`UPDATE files SET lease_until = ${LEASE} WHERE worker_id = ANY ($1) AND state = 'parsing'`, [
      claims,
    ]);
  }

  /** @returns whether this process still has the file */
  opened({ id, worker_id }: KnowledgeFile, mediaType: string, pages: number | null): Promise<boolean> {
    return this.change(id, worker_id, { media_type: mediaType, pages });
  }

  /** Keeps pages. @returns whether this process still has the file */
  keep({ id, worker_id }: KnowledgeFile, pages: readonly ParsedPage[], characters: number): Promise<boolean> {
    return this.files.manager.transaction(async (manager) => {
      if (!(await this.change(id, worker_id, { pages_done: pages.at(-1)!.page, characters }, manager))) return false;
      await manager.insert(
        FilePage,
        pages.map((page) => ({ file_id: id, ...page })),
      );
      return true;
    });
  }

  /** All pages are there. The file stays with this process until its passages are made. */
  read({ id, worker_id }: KnowledgeFile, pages: number, characters: number): Promise<boolean> {
    return this.change(id, worker_id, { pages, pages_done: pages, characters });
  }

  /** It needs no text. */
  async ready({ id, worker_id }: KnowledgeFile): Promise<void> {
    await this.change(id, worker_id, { state: 'ready', worker_id: null, lease_until: null });
  }

  /** Nothing of its text is kept. */
  async fail({ id, worker_id }: KnowledgeFile, fault: FileFault): Promise<void> {
    await this.files.manager.transaction(async (manager) => {
      const failed = { state: 'failed' as const, fault, worker_id: null, lease_until: null, characters: 0 };
      if (await this.change(id, worker_id, failed, manager)) await manager.delete(FilePage, { file_id: id });
    });
  }

  /**
   * Gives a file back.
   * @param seconds so long nobody takes it
   * @param fault what it waits for
   * @param counts whether it was a try
   */
  async putBack(
    { id, worker_id }: KnowledgeFile,
    { seconds, fault, counts = false }: { seconds: number; fault?: FileFault; counts?: boolean },
  ): Promise<void> {
    await this.files.query(
      `UPDATE files SET state = 'queued', worker_id = NULL, lease_until = now() + $4 * interval '1 s', fault = $3::text,
         tries = tries - $5::int, updated_at = now()
       WHERE id = $1 AND worker_id = $2 AND state = 'parsing'`,
      [id, worker_id, fault ?? null, seconds, counts ? 0 : 1],
    );
  }

  private async change(
    id: string,
    claim: string | null,
    change: Partial<KnowledgeFile>,
    manager: EntityManager = this.files.manager,
  ): Promise<boolean> {
    const lease = 'lease_until' in change ? {} : { lease_until: () => LEASE };
    const where = { id, worker_id: claim!, state: 'parsing' as const };
    return (await manager.update(KnowledgeFile, where, { ...change, ...lease })).affected === 1;
  }
}
