import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { positional } from '../../../database/positional.js';
import { parseSearch, type SearchQuery } from './search-query.js';
import type { SnippetDto } from './thread.dto.js';

/** Marks around a hit in PostgreSQL's result; `translate` removes them from the texts themselves. */
const [START, END] = ['\u0002', '\u0003'];
const HEADLINE = `StartSel=${START}, StopSel=${END}, MaxWords=32, MinWords=16, ShortWord=0`;
/** Characters before and after a literal hit. */
const AROUND = 80;
/** Characters of a text that are indexed; see the migration. */
const INDEXED_CHARS = 100_000;

/** Above this number of hits the search walks the list instead of collecting them. */
const MANY = 2_000;

/** A condition with its parameters. */
export interface Condition {
  sql: string;
  values: Record<string, unknown>;
}

/** Full text search in the titles and messages of one person. */
@Injectable()
export class ThreadSearchRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * The condition on `t` (a thread) that its title or one of its messages matches. Few hits are collected first. With
   * many hits it is faster to walk the threads in list order, because the page fills soon and collecting all hits would
   * take longer.
   */
  async condition(userId: string, text: string): Promise<Condition> {
    const query = parseSearch(text);
    const values = { searcher: userId, owner: ownerWord(userId), words: query.words, literals: query.literals };
    const found = matches(query, 'b', 'content');
    const bodies = `SELECT b.thread_id FROM chat_messages b WHERE b.user_id = :searcher AND ${found}`;
    if (query.words === null || (await this.isCommon(bodies, values)))
      return { sql: `(${matches(query, 't', 'title')} OR EXISTS (${bodies} AND b.thread_id = t.id))`, values };
    return {
      sql:
        `t.id IN (SELECT f.id FROM chat_threads f WHERE f.user_id = :searcher AND ${matches(query, 'f', 'title')} ` +
        `UNION ${bodies})`,
      values,
    };
  }

  /** The newest matching message of each thread. */
  async snippets(userId: string, threadIds: string[], text: string): Promise<Map<string, SnippetDto>> {
    const query = parseSearch(text);
    const excerpt = query.words
      ? `ts_headline('simple', translate(left(m.content, ${INDEXED_CHARS}), '${START}${END}', ''), ` +
        `to_tsquery('simple', :words), '${HEADLINE}')`
      : `substr(m.content, greatest(1, strpos(lower(m.content), lower(:piece)) - ${AROUND}), ${2 * AROUND} + ` +
        'length(:piece))';
    // Find the newest hit of each thread first, and compute the costly excerpt only for it.
    const statement = `SELECT m.thread_id, m.id, ${excerpt} AS excerpt FROM chat_messages m
      WHERE m.id IN (SELECT DISTINCT ON (b.thread_id) b.id FROM chat_messages b WHERE b.thread_id = ANY(:threadIds)
        AND ${matches(query, 'b', 'content')} ORDER BY b.thread_id, b.id DESC)`;
    const values = {
      threadIds,
      owner: ownerWord(userId),
      words: query.words,
      literals: query.literals,
      piece: query.literals[0],
    };
    const rows: { thread_id: string; id: string; excerpt: string }[] = await this.dataSource.query(
      ...positional(statement, values),
    );
    return new Map(
      rows.map(({ thread_id, id, excerpt: raw }) => [
        thread_id,
        { message_id: id, ...(query.words ? unmark(raw) : locate(raw, query.literals[0]!)) },
      ]),
    );
  }

  private async isCommon(hits: string, values: Record<string, unknown>): Promise<boolean> {
    const [{ n }] = (await this.dataSource.query(
      ...positional(`SELECT count(*)::int AS n FROM (${hits} LIMIT ${MANY + 1}) hit`, values),
    )) as [{ n: number }];
    return n > MANY;
  }
}

/** The owner's indexed word, in the notation of a `tsquery` that is not parsed as text. */
const ownerWord = (userId: string): string => `'@${userId}'`;

function matches({ words }: SearchQuery, row: string, column: string): string {
  const literal =
    `NOT EXISTS (SELECT 1 FROM unnest(:literals::text[]) AS piece WHERE strpos(lower(${row}.${column}), ` +
    'lower(piece)) = 0)';
  return words === null ? literal : `${row}.search @@ (:owner::tsquery && to_tsquery('simple', :words)) AND ${literal}`;
}

/** Removes the marks from a headline and returns their positions. */
export function unmark(marked: string): Pick<SnippetDto, 'text' | 'highlights'> {
  const highlights: [number, number][] = [];
  let text = '';
  for (const piece of marked.split(START)) {
    const [hit, rest] = piece.includes(END) ? (piece.split(END, 2) as [string, string]) : ['', piece];
    if (hit) highlights.push([text.length, text.length + hit.length]);
    text += hit + rest;
  }
  return { text, highlights };
}

function locate(text: string, piece: string): Pick<SnippetDto, 'text' | 'highlights'> {
  const at = text.toLowerCase().indexOf(piece.toLowerCase());
  return { text, highlights: at < 0 ? [] : [[at, at + piece.length]] };
}
