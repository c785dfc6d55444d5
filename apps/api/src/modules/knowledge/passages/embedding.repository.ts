import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { FilePassage } from './passage.entity.js';
import type { Placed } from './passage.repository.js';

/** How long a process has a file that gives no sign of life. */
export const LEASE_MS = 60_000;
const LEASE = `now() + interval '${LEASE_MS} ms'`;
/** Tries that a model did not answer to are not counted any further: it is asked for ever, ever more seldom. */
export const MOST_FAILED = 8;
/** Files that are looked at together. */
const SLICE = 500;

/** A file whose vectors this process makes. */
export interface ClaimedFile {
  id: string;
  user_id: string;
  index_id: string;
  tries: number;
}

/** A passage without a vector of the model. */
export type WithoutVector = Omit<Placed, 'file_id'>;

/** How much work there is. */
export interface VectorWork {
  files: number;
  passages: number;
}

/** Who makes which vectors, and what is left. The database decides, so that several processes share the work. */
@Injectable()
export class EmbeddingRepository {
  constructor(@InjectRepository(FilePassage) private readonly passages: Repository<FilePassage>) {}

  /** The model of the newest file with vectors. */
  async modelInUse(): Promise<string | undefined> {
    const [row] = await this.passages.query<{ vector_model: string }[]>(
      'SELECT vector_model FROM files WHERE vector_model IS NOT NULL ORDER BY id DESC LIMIT 1',
    );
    return row?.vector_model;
  }

  /** There is no model: what waits for vectors is done without. */
  async endAll(): Promise<void> {
    await this.passages.query(
      `UPDATE files SET state = 'ready', worker_id = NULL, lease_until = NULL, updated_at = now()
       WHERE state = 'embedding'`,
    );
  }

  /** Files without vectors of this model, or with others', wait for them from now on. Their search goes on. */
  async demand(model: string): Promise<void> {
    for (let changed = SLICE; changed === SLICE;)
      [, changed] = await this.passages.query<[unknown, number]>(
        `UPDATE files SET state = 'embedding', tries = 0, embed_at = NULL, updated_at = now() WHERE id IN (
           SELECT id FROM files WHERE state = 'ready' AND passages > 0 AND vector_model IS DISTINCT FROM $1
           LIMIT ${SLICE} FOR UPDATE SKIP LOCKED)`,
        [model],
      );
  }

  /**
   * A file that nobody works on: of the owner whose last turn is longest ago, the one that has waited longest. One
   * whose process has ended without a word counts from `MOST_FAILED` on, which tells it from one whose model did not
   * answer.
   */
  async claim(workerId: string, owners: readonly string[]): Promise<ClaimedFile | undefined> {
    const [[file]] = await this.passages.query<[ClaimedFile[], number]>(
      `UPDATE files SET worker_id = $1, lease_until = ${LEASE},
         tries = CASE WHEN lease_until IS NULL THEN tries ELSE greatest(tries, ${MOST_FAILED}) END + 1
       WHERE id = (
         SELECT id FROM files WHERE state = 'embedding' AND index_id IS NOT NULL
           AND (lease_until IS NULL OR lease_until < now()) AND (embed_at IS NULL OR embed_at <= now())
         ORDER BY array_position($2::uuid[], user_id) NULLS FIRST, embed_at NULLS FIRST, id LIMIT 1
         FOR UPDATE SKIP LOCKED)
       RETURNING id, user_id, index_id, tries`,
      [workerId, owners],
    );
    return file;
  }

  /** Whether there is any text to search in. */
  async isAny(): Promise<boolean> {
    const [row] = await this.passages.query<{ any: boolean }[]>(
      `SELECT EXISTS (SELECT FROM files WHERE state IN ('embedding', 'ready') AND kind = 'document') AS any`,
    );
    return row!.any;
  }

  /** Milliseconds until a file may be claimed; nothing when none waits. */
  async nextMs(): Promise<number | undefined> {
    const [row] = await this.passages.query<{ ms: number | null }[]>(
      `SELECT extract(epoch FROM min(greatest(lease_until, embed_at, now())) - now())::float8 * 1000 AS ms
       FROM files WHERE state = 'embedding'`,
    );
    return row?.ms ?? undefined;
  }

  /** @returns whether this process still has the file */
  async renew({ id, index_id }: ClaimedFile, workerId: string): Promise<boolean> {
    const [, count] = await this.passages.query<[unknown, number]>(
      `UPDATE files SET lease_until = ${LEASE} WHERE id = $1 AND index_id = $2 AND worker_id = $3`,
      [id, index_id, workerId],
    );
    return count > 0;
  }

  /** @param tried how many tries it has behind it, which count up to `MOST_FAILED`; 0: it did well */
  async putBack({ id, index_id }: ClaimedFile, workerId: string, waitMs: number, tried: number): Promise<void> {
    await this.passages.query(
      `UPDATE files SET worker_id = NULL, lease_until = NULL, tries = $5,
         embed_at = clock_timestamp() + $4 * interval '1 ms'
       WHERE id = $1 AND index_id = $2 AND worker_id = $3`,
      [id, index_id, workerId, waitMs, Math.min(tried, MOST_FAILED)],
    );
  }

  /** The next passages of a file without a vector of this model. A page is read once, however many are on it. */
  async without({ id }: ClaimedFile, model: string, limit: number): Promise<(WithoutVector & { text: string })[]> {
    const rows = await this.passages.query<WithoutVector[]>(
      `SELECT position, page, start_at, end_at, heading FROM file_passages
       WHERE file_id = $1 AND vector_model IS DISTINCT FROM $2 ORDER BY position LIMIT $3`,
      [id, model, limit],
    );
    const pages = await this.passages.query<{ page: number; text: string }[]>(
      'SELECT page, text FROM file_pages WHERE file_id = $1 AND page = ANY ($2::int[])',
      [id, [...new Set(rows.map(({ page }) => page))]],
    );
    const texts = new Map(pages.map(({ page, text }) => [page, text]));
    return rows.map((row) => ({ ...row, text: (texts.get(row.page) ?? '').slice(row.start_at, row.end_at) }));
  }

  /**
   * Keeps vectors; null: the model could make none of that passage. Not all the file's are another model's any more.
   * @returns false when the file is another's by now
   */
  async keep(
    { id, index_id }: ClaimedFile,
    workerId: string,
    model: string,
    made: { position: number; vector: Buffer | null }[],
  ): Promise<boolean> {
    const [, count] = await this.passages.query<[unknown, number]>(
      `WITH own AS (SELECT id FROM files WHERE id = $1 AND index_id = $2 AND worker_id = $3 FOR NO KEY UPDATE),
       mixed AS (UPDATE files f SET vector_model = NULL FROM own WHERE f.id = own.id AND f.vector_model <> $4)
       UPDATE file_passages p SET vector = m.vector, vector_model = $4
       FROM own, unnest($5::int[], $6::bytea[]) AS m (position, vector)
       WHERE p.file_id = own.id AND p.position = m.position`,
      [id, index_id, workerId, model, made.map(({ position }) => position), made.map(({ vector }) => vector)],
    );
    return count === made.length;
  }

  /** All vectors are there. */
  async finish({ id, index_id }: ClaimedFile, workerId: string, model: string): Promise<void> {
    await this.passages.query(
      `UPDATE files SET state = 'ready', vector_model = $4, worker_id = NULL, lease_until = NULL, tries = 0,
         embed_at = NULL, updated_at = now()
       WHERE id = $1 AND index_id = $2 AND worker_id = $3 AND state = 'embedding'`,
      [id, index_id, workerId, model],
    );
  }

  /** Files that wait for vectors, and their passages. */
  async left(): Promise<VectorWork> {
    const [row] = await this.passages.query<[VectorWork]>(
      `SELECT count(*)::int AS files, coalesce(sum(passages), 0)::int AS passages FROM files WHERE state = 'embedding'`,
    );
    return row;
  }
}
