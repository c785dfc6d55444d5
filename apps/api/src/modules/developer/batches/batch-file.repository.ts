import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type EntityManager } from 'typeorm';
import { newId } from '../../../common/http/ids.js';
import { later } from '../../../database/clock.js';
import { BatchFile, BatchFileChunk } from './batch-file.entity.js';

/** Bytes of a row; so much of a file is in memory at a time. */
const CHUNK_BYTES = 256 * 1024;
/** After this time nobody writes on a file that is not complete. */
const ABANDONED = '1 hour';

/** What a file is before it has bytes. */
export type NewFile = Pick<BatchFile, 'user_id' | 'name' | 'purpose'> & { keptMs: number };

/** How much one account keeps. */
export interface Stored {
  files: number;
  bytes: number;
}

/** A page of a list by ids: those after one, in either direction. */
export interface IdPage {
  limit: number;
  order: 'asc' | 'desc';
  after?: string;
}

@Injectable()
export class BatchFileRepository {
  constructor(@InjectRepository(BatchFile) private readonly files: Repository<BatchFile>) {}

  /**
   * Writes a file row by row as its bytes come. It does not exist for anybody until `complete`. Nothing is left of one
   * whose bytes break off.
   * @returns its id and size
   */
  async write(
    { keptMs, ...file }: NewFile,
    bytes: Iterable<Buffer> | AsyncIterable<Buffer>,
  ): Promise<{ id: string; bytes: number }> {
    const id = newId();
    await this.files.insert({ ...file, id, expires_at: later(keptMs) });
    try {
      let [size, position] = [0, 0];
      for await (const data of chunksOf(bytes)) {
        size += data.length;
        await this.files.manager.insert(BatchFileChunk, { file_id: id, position: position++, data });
      }
      await this.files.update({ id }, { bytes: String(size) });
      return { id, bytes: size };
    } catch (error) {
      await this.discard(id);
      throw error;
    }
  }

  /** Removes a file that is not complete. Never throws: what stays is removed when it is abandoned. */
  async discard(id: string): Promise<void> {
    await this.files.delete({ id, complete: false }).catch(() => undefined);
  }

  /** @param manager of the transaction that decides that it exists */
  async complete(id: string, manager: EntityManager = this.files.manager): Promise<void> {
    await manager.update(BatchFile, { id }, { complete: true });
  }

  /**
   * Makes an upload a file of its owner, unless it would be too much.
   * @param fits told what the account keeps without it
   * @returns `undefined` when it does not fit; it is gone then
   */
  admit(id: string, userId: string, fits: (stored: Stored) => boolean): Promise<BatchFile | undefined> {
    return this.files.manager.transaction(async (manager) => {
      if (!fits(await this.storedLocked(userId, manager))) {
        await manager.delete(BatchFile, { id });
        return undefined;
      }
      await this.complete(id, manager);
      return manager.findOneByOrFail(BatchFile, { id });
    });
  }

  /** As `stored`. Until the end of the transaction nothing of this account is added: many do not get past the sum. */
  async storedLocked(userId: string, manager: EntityManager): Promise<Stored> {
    await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`batch_files ${userId}`]);
    return this.stored(userId, manager);
  }

  /** Its files, and what its batches under way hold. */
  async stored(userId: string, manager: EntityManager = this.files.manager): Promise<Stored> {
    const [sum]: { files: number; bytes: string }[] = await manager.query(
      `SELECT count(*)::int AS files, coalesce(sum(bytes), 0)
         + (SELECT coalesce(sum(bytes), 0) FROM batches WHERE user_id = $1 AND ended_at IS NULL) AS bytes
       FROM batch_files WHERE user_id = $1 AND complete`,
      [userId],
    );
    return { files: sum!.files, bytes: Number(sum!.bytes) };
  }

  find(id: string, userId: string): Promise<BatchFile | null> {
    return this.files.findOneBy({ id, user_id: userId, complete: true });
  }

  /** @returns one more than the limit, if there are more */
  list(userId: string, { limit, order, after }: IdPage, purpose?: string): Promise<BatchFile[]> {
    const query = this.files
      .createQueryBuilder('f')
      .where('f.user_id = :userId AND f.complete', { userId })
      .orderBy('f.id', order === 'asc' ? 'ASC' : 'DESC')
      .limit(limit + 1);
    if (purpose !== undefined) query.andWhere('f.purpose = :purpose', { purpose });
    if (after !== undefined) query.andWhere(`f.id ${order === 'asc' ? '>' : '<'} :after`, { after });
    return query.getMany();
  }

  /** The bytes, a row at a time as they are asked for. */
  async *read(id: string): AsyncGenerator<Buffer> {
    for (let position = 0; ; position++) {
      const chunk = await this.files.manager.findOneBy(BatchFileChunk, { file_id: id, position });
      if (!chunk) return;
      yield chunk.data;
    }
  }

  /** @returns whether there was one */
  async remove(id: string, userId: string): Promise<boolean> {
    return (await this.files.delete({ id, user_id: userId, complete: true })).affected === 1;
  }

  /** Keeps a file from now on for so long, at least. */
  async keep(id: string, ms: number): Promise<void> {
    await this.files.query(
      `UPDATE batch_files SET expires_at = greatest(expires_at, now() + $2 * interval '1 ms') WHERE id = $1`,
      [id, ms],
    );
  }

  /** Removes files whose time is over and no batch still reads, and what uploads that broke off left. */
  async removeExpired(): Promise<void> {
    await this.files.query(
      `DELETE FROM batch_files f
       WHERE (expires_at <= now() OR (NOT complete AND created_at < now() - interval '${ABANDONED}'))
         AND NOT EXISTS (SELECT FROM batches b WHERE b.ended_at IS NULL AND b.input_file_id = f.id)`,
    );
  }
}

/** The same bytes in chunks of one size. */
async function* chunksOf(bytes: Iterable<Buffer> | AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of bytes) {
    pieces.push(piece);
    length += piece.length;
    if (length < CHUNK_BYTES) continue;
    let whole = Buffer.concat(pieces);
    for (; whole.length >= CHUNK_BYTES; whole = whole.subarray(CHUNK_BYTES)) yield whole.subarray(0, CHUNK_BYTES);
    [pieces, length] = [[whole], whole.length];
  }
  if (length > 0) yield Buffer.concat(pieces);
}
