import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import type { FilePage } from '../files/file.entity.js';
import { FilePassage } from './passage.entity.js';

/** A passage to be written. */
export interface NewPassage {
  position: number;
  page: number;
  start_at: number;
  end_at: number;
  heading: string | null;
  /** What `wordsOf` made of the headings and of the text, for PostgreSQL's parser; and what is kept as it is. */
  above: string;
  text: string;
  literal: string[];
}

/** Where a passage is, and how well it fits. */
export interface Hit {
  file_id: string;
  position: number;
  score: number;
}

/** A passage and where it stands. */
export type Placed = Pick<FilePassage, 'file_id' | 'position' | 'page' | 'start_at' | 'end_at' | 'heading'>;

/** A lock on the file for the length of the statement: its passages are still those of this run. */
const OWN = 'own AS (SELECT id FROM files WHERE id = $1 AND index_id = $2 FOR SHARE)';

/** The file is read by the process with this claim; null: by none in particular. */
const CLAIMED = (claim: string) => `(${claim}::uuid IS NULL OR (worker_id = ${claim} AND state = 'parsing'))`;

/** The rows of passages. */
@Injectable()
export class PassageRepository {
  constructor(@InjectRepository(FilePassage) private readonly passages: Repository<FilePassage>) {}

  /** Names of the text search configurations that the server has. */
  async configurations(): Promise<Set<string>> {
    const rows = await this.passages.query<{ cfgname: string }[]>(
      "SELECT cfgname FROM pg_ts_config WHERE cfgnamespace = 'pg_catalog'::regnamespace",
    );
    return new Set(rows.map(({ cfgname }) => cfgname));
  }

  /**
   * Removes the passages of a file for a new run.
   * @returns the file's name; nothing when it is gone, or another process's by now
   */
  async begin(fileId: string, indexId: string, claim: string | null): Promise<string | undefined> {
    const [[file]] = await this.passages.query<[{ name: string }[], number]>(
      `UPDATE files SET index_id = $2, passages = 0, vector_model = NULL, embed_at = NULL
       WHERE id = $1 AND ${CLAIMED('$3')} RETURNING name`,
      [fileId, indexId, claim],
    );
    if (!file) return undefined;
    await this.passages.query('DELETE FROM file_passages WHERE file_id = $1', [fileId]);
    return file.name;
  }

  /** The next pages of a file, in order. */
  pagesAfter(fileId: string, page: number, limit: number): Promise<Pick<FilePage, 'page' | 'title' | 'text'>[]> {
    return this.passages.query(
      'SELECT page, title, text FROM file_pages WHERE file_id = $1 AND page > $2 ORDER BY page LIMIT $3',
      [fileId, page, limit],
    );
  }

  /** Some text of a file, from pages at its beginning and inside. */
  async sample(fileId: string): Promise<string> {
    const [row] = await this.passages.query<{ text: string | null }[]>(
      `SELECT string_agg(left(p.text, 700), E'\n' ORDER BY page) AS text FROM file_pages p
       JOIN (SELECT pages FROM files WHERE id = $1) f ON p.page IN (1, 2, greatest(f.pages / 2, 3))
       WHERE p.file_id = $1`,
      [fileId],
    );
    return row?.text ?? '';
  }

  /** @returns false when another run has begun meanwhile, or the file is gone */
  async add(fileId: string, indexId: string, language: string, rows: NewPassage[]): Promise<boolean> {
    const [{ count }] = await this.passages.query<[{ count: number }]>(
      `WITH ${OWN}, made AS (
         INSERT INTO file_passages (file_id, position, page, start_at, end_at, heading, words)
         SELECT own.id, r.position, r.page, r.start_at, r.end_at, r.heading,
           setweight(to_tsvector($3::regconfig, r.above), 'A') || setweight(to_tsvector($3::regconfig, r.text), 'B') ||
             array_to_tsvector(ARRAY(SELECT jsonb_array_elements_text(r.literal)))
         FROM own, jsonb_to_recordset($4) AS r (position integer, page integer, start_at integer, end_at integer,
           heading text, above text, text text, literal jsonb)
         RETURNING 1
       ) SELECT count(*)::int AS count FROM made`,
      [fileId, indexId, language, JSON.stringify(rows)],
    );
    return count === rows.length;
  }

  /** The passages are complete: the file can be searched. @returns false when another run has begun meanwhile */
  async finish(
    fileId: string,
    { indexId, claim }: { indexId: string; claim: string | null },
    done: { language: string; passages: number; state: 'embedding' | 'ready' },
  ): Promise<boolean> {
    const [, count] = await this.passages.query<[unknown, number]>(
      `UPDATE files SET language = $3, passages = $4, state = $5, fault = NULL, worker_id = NULL, lease_until = NULL,
         tries = 0, embed_at = NULL, updated_at = now() WHERE id = $1 AND index_id = $2 AND ${CLAIMED('$6')}`,
      [fileId, indexId, done.language, done.passages, done.state, claim],
    );
    return count > 0;
  }

  /** Where these passages stand. */
  places(hits: Pick<Hit, 'file_id' | 'position'>[]): Promise<Placed[]> {
    return this.passages.query(
      `SELECT file_id, position, page, start_at, end_at, heading FROM file_passages
       WHERE (file_id, position) IN (SELECT * FROM unnest($1::uuid[], $2::int[]))`,
      [hits.map(({ file_id }) => file_id), hits.map(({ position }) => position)],
    );
  }

  /** The texts of these pages. */
  async texts(pages: Pick<Placed, 'file_id' | 'page'>[]): Promise<Map<string, string>> {
    const rows = await this.passages.query<{ file_id: string; page: number; text: string }[]>(
      `SELECT file_id, page, text FROM file_pages
       WHERE (file_id, page) IN (SELECT DISTINCT * FROM unnest($1::uuid[], $2::int[]))`,
      [pages.map(({ file_id }) => file_id), pages.map(({ page }) => page)],
    );
    return new Map(rows.map(({ file_id, page, text }) => [`${file_id} ${page}`, text]));
  }

  /**
   * Vectors of a file from a position on, with their positions, as one value each: thousands of rows would cost more.
   * @returns nothing when there are no more
   */
  async vectors(
    { fileId, indexId, model }: { fileId: string; indexId: string; model: string },
    from: number,
    limit: number,
  ): Promise<{ positions: number[]; vectors: Buffer } | undefined> {
    const [row] = await this.passages.query<{ positions: number[] | null; vectors: Buffer }[]>(
      `SELECT array_agg(position ORDER BY position) AS positions, string_agg(vector, '' ORDER BY position) AS vectors
       FROM (SELECT p.position, p.vector FROM file_passages p JOIN files f ON f.id = p.file_id AND f.index_id = $2
             WHERE p.file_id = $1 AND p.position >= $4 AND p.vector_model = $3 AND p.vector IS NOT NULL
             ORDER BY p.position LIMIT $5) q`,
      [fileId, indexId, model, from, limit],
    );
    return row?.positions ? { positions: row.positions, vectors: row.vectors } : undefined;
  }
}
