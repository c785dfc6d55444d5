import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';
import { CURSOR, decodeCursor, encodeCursor, type Page } from '../../../common/http/paging.js';
import { FilePage, KnowledgeFile, type FileState } from './file.entity.js';

/** What a person keeps, uploads under way with their whole size. */
export interface Stored {
  files: number;
  /** Also of what was made of their text. */
  bytes: number;
  uploading: number;
}

/** A file in a list. */
export type ListedFile = KnowledgeFile & {
  /** In so many chats of its owner a question brings it along. */
  chats: number;
};

/** What is known of a file before it has bytes. */
export type NewFile = Pick<KnowledgeFile, 'id' | 'user_id' | 'name' | 'media_type' | 'bytes'> & { temporary: boolean };

/** After so long without a byte an upload is given up, and a file of a temporary chat goes. */
const KEPT = "interval '1 day'";

/** A file of a temporary chat outlives it by an hour, so that it is never gone before. */
const KEPT_IN_CHAT = "interval '25 hours'";
/** `f` is in no question of its owner. */
const UNUSED = `NOT EXISTS (SELECT FROM chat_messages m JOIN chat_threads t ON t.id = m.thread_id
  WHERE m.files @> jsonb_build_array(jsonb_build_object('id', f.id)) AND t.user_id = f.user_id)`;

/** A character of its text takes about so much: in its page, in the index of its words, and in its vectors. */
const TEXT_BYTES = `CASE WHEN state IN ('embedding', 'ready') THEN 4::bigint * characters ELSE 0 END`;

/** The rows of files. */
@Injectable()
export class FileRepository {
  constructor(@InjectRepository(KnowledgeFile) private readonly files: Repository<KnowledgeFile>) {}

  /** Those of these files that the person owns. */
  ofOwner(userId: string, ids: readonly string[]): Promise<KnowledgeFile[]> {
    return this.files.findBy({ id: In([...ids]), user_id: userId });
  }

  /** The text of a file's pages, in order. */
  pages(fileId: string): Promise<FilePage[]> {
    return this.files.manager.find(FilePage, { where: { file_id: fileId }, order: { page: 'ASC' } });
  }

  page(fileId: string, page: number): Promise<FilePage | null> {
    return this.files.manager.findOneBy(FilePage, { file_id: fileId, page });
  }

  /**
   * A person's files, newest first. Those of temporary chats are no part of it.
   * @throws DomainError `request.invalid` for an invalid cursor
   */
  async list(
    userId: string,
    { limit, cursor, q, state }: { limit: number; cursor?: string; q?: string; state?: FileState },
  ): Promise<Page<ListedFile>> {
    const [after] = cursor === undefined ? [null] : decodeCursor(cursor, [CURSOR.id]);
    const rows: ListedFile[] = await this.files.query(
      `SELECT f.*, (SELECT count(DISTINCT m.thread_id)::int
                   
           FROM chat_messages m JOIN chat_threads t ON t.id = m.thread_id
             WHERE m.files @> jsonb_build_array(jsonb_build_object('id', f.id))
             AND t.user_id = $1) AS chats
       FROM files f
       WHERE f.user_id = $1 AND f.expires_at IS NULL AND ($2::uuid IS NULL OR f.id < $2)
         AND ($3::text IS NULL OR strpos(lower(f.name), lower($3)) > 0) AND ($4::text IS NULL OR f.state = $4)
       ORDER BY f.id DESC LIMIT $5`,
      [userId, after, q?.trim() || null, state ?? null, limit + 1],
    );
    const page = rows.slice(0, limit);
    return { rows: page, ...(rows.length > limit && { nextCursor: encodeCursor([page.at(-1)!.id]) }) };
  }

  async stored(userId: string, manager = this.files.manager): Promise<Stored> {
    const [sum]: { files: number; bytes: string; uploading: number }[] = await manager.query(
      `SELECT count(*)::int AS files, coalesce(sum(bytes + ${TEXT_BYTES}), 0) AS bytes,
         (count(*) FILTER (WHERE state = 'uploading' AND updated_at > now() - interval '10 minutes'))::int AS uploading
       FROM files WHERE user_id = $1`,
      [userId],
    );
    return { ...sum!, bytes: Number(sum!.bytes) };
  }

  /**
   * Begins an upload, unless it would be too much. Two at a time see each other.
   * @param fits told what the person keeps without it; throws when it would be too much
   */
  add({ temporary, ...file }: NewFile, fits: (stored: Stored) => void): Promise<KnowledgeFile> {
    return this.files.manager.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`files ${file.user_id}`]);
      fits(await this.stored(file.user_id, manager));
      await manager.insert(KnowledgeFile, {
        ...file,
        kind: 'document',
        state: 'uploading',
        ...(temporary && { expires_at: () => `now() + ${KEPT}` }),
      });
      return manager.findOneByOrFail(KnowledgeFile, { id: file.id });
    });
  }

  find(id: string): Promise<KnowledgeFile | null> {
    return this.files.findOneBy({ id });
  }

  /** The upload is whole. @returns whether it still was one */
  async uploaded(
    id: string,
    file: Pick<KnowledgeFile, 'media_type' | 'kind' | 'state' | 'fault'> & { sha256: Buffer },
  ): Promise<boolean> {
    return (await this.files.update({ id, state: 'uploading' }, file)).affected === 1;
  }

  /** Has a file read once more that could not be read. @returns whether it was one */
  async retry(id: string): Promise<boolean> {
    const again = {
      state: 'queued' as const,
      fault: null,
      tries: 0,
      pages_done: 0,
      worker_id: null,
      lease_until: null,
    };
    return (await this.files.update({ id, state: 'failed' }, again)).affected === 1;
  }

  /** With its bytes, its text and what was found out about it. */
  async remove(id: string): Promise<void> {
    await this.files.delete({ id });
  }

  /**
   * A chat with these files goes on: those that were uploaded for a temporary one stay as long as it does, and for good
   * in any other.
   */
  async usedInChat(userId: string, ids: readonly string[], isTemporary: boolean): Promise<void> {
    await this.files.query(
      `UPDATE files SET expires_at = CASE WHEN $3 THEN now() + ${KEPT_IN_CHAT} END
       WHERE user_id = $1 AND id = ANY ($2::uuid[]) AND expires_at IS NOT NULL`,
      [userId, ids, isTemporary],
    );
  }

  /** A temporary chat with these files is gone, and with it those that were uploaded for it and are in no other. */
  async removeUnused(userId: string, ids: readonly string[]): Promise<void> {
    await this.files.query(
      `DELETE FROM files f WHERE user_id = $1 AND id = ANY ($2::uuid[]) AND expires_at IS NOT NULL AND ${UNUSED}`,
      [userId, ids],
    );
  }

  /** Removes uploads that nobody goes on with, and files whose temporary chat is over. */
  async removeExpired(): Promise<void> {
    await this.removeEach(`expires_at <= now() OR (state = 'uploading' AND updated_at < now() - ${KEPT})`);
  }

  /** All of a person. */
  removeAll(userId: string): Promise<void> {
    return this.removeEach('user_id = $1', [userId]);
  }

  /** One after the other: what was made of a single one may be tens of thousands of rows. */
  private async removeEach(where: string, values: unknown[] = []): Promise<void> {
    for (let removed = 1; removed > 0;)
      [, removed] = await this.files.query<[unknown, number]>(
        `DELETE FROM files WHERE id = (SELECT id FROM files WHERE ${where} LIMIT 1)`,
        values,
      );
  }
}
