import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { positional } from '../../../database/positional.js';
import { parseSearch } from './search-query.js';
import type { SnippetDto } from './thread.dto.js';
import { matches, valuesOf } from './thread-search.repository.js';

/** Marks around a hit in PostgreSQL's result; `translate` removes them from the texts themselves. */
const [START, END] = ['\u0002', '\u0003'];
const HEADLINE = `StartSel=${START}, StopSel=${END}, MaxWords=32, MinWords=16, ShortWord=0`;
/** Characters before and after a literal hit. */
const AROUND = 80;
/** Characters of a text that are indexed; see the migration. */
const INDEXED_CHARS = 100_000;

/** The passages that a search has found, with their hits. */
@Injectable()
export class ThreadSnippetRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** The newest matching message of each thread. */
  async ofThreads(userId: string, threadIds: string[], text: string): Promise<Map<string, SnippetDto>> {
    const query = parseSearch(text);
    const excerpt = query.words
      ? `ts_headline('simple', translate(left(m.content, ${INDEXED_CHARS}), '${START}${END}', ''), ` +
        `to_tsquery('simple', :words), '${HEADLINE}')`
      : `substr(m.content, greatest(1, strpos(lower(m.content), lower(:piece)) - ${AROUND}), ${2 * AROUND} + ` +
        'length(:piece))';
    // From the newest message back, and only as far as the first hit.
    const statement = `SELECT m.thread_id, m.id, ${excerpt} AS excerpt FROM unnest(:threadIds::uuid[]) AS t (id),
      LATERAL (SELECT b.thread_id, b.id, b.content FROM chat_messages b WHERE b.thread_id = t.id
        AND ${matches(query, 'b', 'content')} ORDER BY b.thread_id DESC, b.id DESC LIMIT 1) m`;
    const values = { ...valuesOf(userId, query), threadIds, piece: query.literals[0] };
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
