import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { positional } from '../../../database/positional.js';
import { parseSearch, type SearchQuery } from './search-query.js';
import { afterPlace, LIST_ORDER, type Condition, type ListPlace } from './thread-list.js';
import { WordFrequencyRepository } from './word-frequency.repository.js';

/** A part of the list that is looked into: whole threads with so many messages, or one thread that has more. */
interface Part {
  threads: number;
  messages: number;
}

/** What is frequent is found here. */
const FIRST: Part = { threads: 200, messages: 2_000 };
/** What no index finds is looked for so far at once. */
const FURTHER: Part = { threads: 800, messages: 4_000 };
/** Hits that the index collects. */
const MOST_HITS = 2_000;

/** What has to be looked for inside of the threads. */
export interface ThreadSearch {
  text?: string;
  hasCode?: boolean;
}

/** Ids of threads that a search has found. */
export interface Found {
  ids: string[];
  /** Where it stopped before its end; a search after this place goes on. */
  stoppedAt?: ListPlace;
}

interface Walked extends ListPlace {
  hit: boolean;
  is_last: boolean;
}

/** Search in the titles and messages of one person. */
@Injectable()
export class ThreadSearchRepository {
  constructor(
    private readonly dataSource: DataSource,
    private readonly frequencies: WordFrequencyRepository,
  ) {}

  /**
   * Matching threads in the order of the list, at a bounded cost, whatever is searched. What is frequent is among
   * the first threads, and what is rare the index of words has at once; only what is neither takes several requests.
   * @param scope which threads are searched, as a condition on `t`
   * @param limit number of threads that are enough
   */
  async find(
    userId: string,
    { text, hasCode }: ThreadSearch,
    scope: Condition,
    limit: number,
    after: ListPlace | undefined,
  ): Promise<Found> {
    const query = text?.trim() ? parseSearch(text) : undefined;
    const values = { ...scope.values, ...valuesOf(userId, query) };
    const withCode = codeCondition(hasCode);
    const wanted = [...(query ? [inThread(query)] : []), ...withCode].join(' AND ');
    const all = { sql: scope.sql, values };
    const first = await this.walk(wanted, all, limit, after, FIRST);
    if (!first.stoppedAt) return first;
    const left = limit - first.ids.length;
    const found = { sql: [scope.sql, ...withCode].join(' AND '), values };
    const rest = query?.words ? await this.fromIndex(query, found, left, first.stoppedAt) : undefined;
    if (rest) return { ids: [...first.ids, ...rest] };
    const second = await this.walk(wanted, all, left, first.stoppedAt, FURTHER);
    return { ...second, ids: [...first.ids, ...second.ids] };
  }

  /** Looks into the next threads of the list, one after another. */
  private async walk(
    wanted: string,
    { sql, values }: Condition,
    limit: number,
    after: ListPlace | undefined,
    { threads, messages }: Part,
  ): Promise<Found> {
    const place = afterPlace(after);
    // The threads are read before they are looked into, so that no plan begins with the messages of everybody.
    const rows: Walked[] = await this.dataSource.query(
      ...positional(
        `WITH next AS MATERIALIZED (
           SELECT *, row_number() OVER w AS n, sum(message_count) OVER w AS messages, count(*) OVER () AS threads
           FROM (SELECT t.id, t.pinned, t.updated_at, t.message_count, t.title, t.search FROM chat_threads t
             WHERE ${sql} AND ${place.sql} ORDER BY ${LIST_ORDER} LIMIT ${threads}) t
           WINDOW w AS (ORDER BY ${LIST_ORDER})),
         part AS (SELECT * FROM next WHERE n = 1 OR messages <= ${messages})
         (SELECT id, pinned, updated_at, true AS hit, false AS is_last FROM part t WHERE ${wanted} LIMIT :limit)
         UNION ALL
         (SELECT id, pinned, updated_at, false, n = threads AND threads < ${threads} FROM part
          ORDER BY n DESC LIMIT 1)`,
        { ...values, ...place.values, limit },
      ),
    );
    const last = rows.find(({ hit }) => !hit);
    const ids = rows.filter(({ hit }) => hit).map(({ id }) => id);
    return { ids, ...(last && !last.is_last && ids.length < limit && { stoppedAt: last }) };
  }

  /** All the threads that are left, by the index of rare words; undefined when there is none, or too many hits. */
  private async fromIndex(
    query: SearchQuery,
    { sql, values }: Condition,
    limit: number,
    after: ListPlace | undefined,
  ): Promise<string[] | undefined> {
    const rare = await this.frequencies.rare(query.terms);
    if (rare.length === 0) return undefined;
    const place = afterPlace(after);
    const rows: { titles: number; bodies: number; id: string | null }[] = await this.dataSource.query(
      ...positional(
        `WITH titles AS MATERIALIZED (SELECT f.id FROM chat_threads f WHERE f.user_id = :searcher
             AND ${matches(query, 'f', 'title')} AND ${hasRare('f')} LIMIT ${MOST_HITS + 1}),
           bodies AS MATERIALIZED (SELECT b.thread_id AS id FROM chat_messages b WHERE b.user_id = :searcher
             AND ${matches(query, 'b', 'content')} AND ${hasRare('b')} LIMIT ${MOST_HITS + 1}),
           page AS (SELECT t.id FROM (SELECT id FROM titles UNION SELECT id FROM bodies) hit,
             LATERAL (SELECT * FROM chat_threads t WHERE t.id = hit.id AND ${sql} AND ${place.sql} OFFSET 0) t
             ORDER BY ${LIST_ORDER} LIMIT :limit)
         SELECT (SELECT count(*)::int FROM titles) AS titles, (SELECT count(*)::int FROM bodies) AS bodies, page.id
         FROM (SELECT) one LEFT JOIN page ON true`,
        { ...values, ...place.values, limit, rare: rare.join(' & ') },
      ),
    );
    if (rows[0]!.titles > MOST_HITS || rows[0]!.bodies > MOST_HITS) return undefined;
    return rows.flatMap(({ id }) => id ?? []);
  }
}

/** The owner's indexed word, in the notation of a `tsquery` that is not parsed as text. */
const ownerWord = (userId: string): string => `'@${userId}'`;

/** Parameters of the conditions below. */
export const valuesOf = (userId: string, query: SearchQuery | undefined): Record<string, unknown> => ({
  searcher: userId,
  owner: ownerWord(userId),
  words: query?.words,
  literals: query?.literals,
});

/** That a text has the words and belongs to the owner. */
const hasWords = (row: string): string => `${row}.search @@ (:owner::tsquery && to_tsquery('simple', :words))`;

/** That a text has each of the pieces character by character. */
const hasPieces = (row: string, column: string): string =>
  `NOT EXISTS (SELECT 1 FROM unnest(:literals::text[]) AS piece WHERE strpos(lower(${row}.${column}), ` +
  'lower(piece)) = 0)';

/** The same of its rare words, which the index answers. */
const hasRare = (row: string): string => `${row}.search @@ (:owner::tsquery && to_tsquery('simple', :rare))`;

/** What a row must satisfy; `IS TRUE` keeps PostgreSQL from asking the index of words for each row. */
export const matches = ({ words, literals }: SearchQuery, row: string, column: string): string =>
  [
    ...(words === null ? [] : [`(${hasWords(row)}) IS TRUE`]),
    ...(literals.length > 0 ? [hasPieces(row, column)] : []),
  ].join(' AND ');

/**
 * That the title of `t` or one of its messages matches. `OFFSET 0` keeps PostgreSQL from reading the messages of
 * everybody first.
 */
const inThread = (query: SearchQuery): string =>
  `(${matches(query, 't', 'title')} OR EXISTS (SELECT 1 FROM chat_messages b WHERE b.thread_id = t.id ` +
  `AND ${matches(query, 'b', 'content')} OFFSET 0))`;

const codeCondition = (hasCode: boolean | undefined): string[] =>
  hasCode === undefined
    ? []
    : [
        `${hasCode ? '' : 'NOT '}EXISTS (SELECT 1 FROM chat_messages c WHERE c.thread_id = t.id AND ` +
          `strpos(c.content, '\`\`\`') > 0 OFFSET 0)`,
      ];
