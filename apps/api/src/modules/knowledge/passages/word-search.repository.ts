import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Cached } from '../../../common/cached.js';
import { SIMPLE } from './language.js';
import { FilePassage } from './passage.entity.js';
import type { Hit } from './passage.repository.js';
import { bareWord, fileWord, type Term } from './words.js';

/** The files that are searched. */
export interface Scope {
  ids: string[];
  /** PostgreSQL's configurations of their languages, each once. */
  languages: string[];
  /** Passages in all of them. */
  passages: number;
}

/** A word that more passages have says little: they are not all collected. */
const COMMON = 2_000;
/** Which words are common is read off so many passages, and changes slowly. */
const SAMPLE = 1_000;
const STATISTICS_MS = 600_000;
/** Passages of few files are weighed as if there were so many: in three of them every word is common. */
const LEAST_PASSAGES = 50;
/** So many of the best are ranked by where and how often the words stand in them. */
const RANKED = 120;
/**
 * Least share of what a question asks for, by the rarity of its words, that a passage must have: see the recall bench.
 */
const LEAST_SHARE = 0.2;
/** Weight of a term by its kind: a number or a quotation is what somebody looks for. */
const WEIGHTS: Record<Term['kind'], number> = { word: 1, prefix: 1, literal: 1, phrase: 2 };
const WEIGHT_OF_ID = 2;

/** Words that say nothing where no language is known, because they do not in one of these. */
const LANGUAGES_OF_ALL = ['english', 'german', 'french', 'spanish', 'italian', 'portuguese', 'dutch'];
/** From so many letters on, a word of an unknown language also finds longer ones. */
const LEAST_PREFIX = 4;

/** A term as PostgreSQL asks for it. */
interface Query {
  text: string;
  /** Its words, as they are kept. */
  words: string[];
  weight: number;
  /** How much of its weight is missed where it is in no passage at all. */
  missed: number;
}

/** Pairs of signs overlap, and some of them are across two words; those with Hiragana are grammar. */
const MISSED_PAIR = 0.4;
const HIRAGANA = /\p{Script=Hiragana}/u;

/** Full text search in passages. */
@Injectable()
export class WordSearchRepository {
  private readonly frequencies = new Cached(() => this.loadFrequencies(), STATISTICS_MS);

  constructor(@InjectRepository(FilePassage) private readonly passages: Repository<FilePassage>) {}

  /** The passages of these files that have rare words of a question, best first. */
  async search(terms: Term[], scope: Scope): Promise<Hit[]> {
    const queries = await this.queriesOf(terms, scope.languages);
    if (queries.length === 0 || scope.ids.length === 0) return [];
    const files = scope.ids.map((id) => quoted(fileWord(id))).join(' | ');
    const seldom = await this.seldom(queries, scope.passages);
    const hits = seldom.length > 0 ? await this.byRareWords(seldom, queries, files, scope) : undefined;
    return hits ?? this.byCommonWords(queries, files, scope);
  }

  /**
   * What the index of words answers alone: a term in these files. The files are asked for once more, outside, where
   * they cannot lead the planner to another index.
   */
  static hitSql(parameter: number): string {
    return `SELECT file_id, position FROM (SELECT file_id, position FROM file_passages
      WHERE words @@ $${parameter}::tsquery LIMIT ${COMMON + 1}) f WHERE file_id = ANY($1)`;
  }

  /** The planner does not know what it costs to look at words one by one, and takes a small table for quickly read. */
  private ask<T>(text: string, parameters: unknown[]): Promise<T[]> {
    return this.passages.manager.transaction(async (manager) => {
      await manager.query('SET LOCAL enable_seqscan = off; SET LOCAL jit = off');
      return manager.query<T[]>(text, parameters);
    });
  }

  /**
   * Without those words that are common in all files together: to collect only as many passages as are needed to
   * see that costs more than all the rest.
   */
  private async seldom(queries: Query[], passages: number): Promise<Query[]> {
    if (passages <= COMMON) return queries;
    const frequencies = await this.frequencies.get();
    return queries.filter(({ words }) => !words.some((word) => (frequencies.get(word) ?? 0) * passages > COMMON));
  }

  /** In which share of passages words are, of a sample; those that are rare there are left out. */
  private async loadFrequencies(): Promise<Map<string, number>> {
    const [table] = await this.passages.query<[{ rows: number }]>(
      "SELECT reltuples::float8 AS rows FROM pg_class WHERE oid = 'file_passages'::regclass",
    );
    const percent = Math.min(100, (100 * SAMPLE) / Math.max(table.rows, 1));
    const rows = await this.passages.query<{ word: string; share: number }[]>(
      `WITH s AS MATERIALIZED (SELECT word, ndoc FROM ts_stat(
         'SELECT words FROM file_passages TABLESAMPLE SYSTEM (${percent}) LIMIT ${2 * SAMPLE}'))
       SELECT word, ndoc::float8 / (SELECT sum(ndoc) FROM s WHERE word LIKE '@%') AS share
       FROM s WHERE ndoc > ${SAMPLE / 100} AND word NOT LIKE '@%'`,
    );
    return new Map(rows.map(({ word, share }) => [word, share]));
  }

  /** @returns nothing when every word is common */
  private async byRareWords(
    queries: Query[],
    all: Query[],
    files: string,
    { ids, passages }: Scope,
  ): Promise<Hit[] | undefined> {
    const FIRST = 8;
    const hits = queries.map(
      (_, at) => `(SELECT ${at} AS term, q.* FROM (${WordSearchRepository.hitSql(at + FIRST)}) q)`,
    );
    const rows = await this.ask<Hit>(
      `WITH hit AS MATERIALIZED (${hits.join(' UNION ALL ')}),
       term AS (
         SELECT w.term - 1 AS term, count(h.term) AS n,
           w.weight * ln(1 + ($3 - least(count(h.term), $3) + 0.5) / (count(h.term) + 0.5)) *
             CASE count(h.term) WHEN 0 THEN w.missed ELSE 1 END AS value
         FROM unnest($4::float8[], $7::float8[]) WITH ORDINALITY w(weight, missed, term)
           LEFT JOIN hit h ON h.term = w.term - 1
         GROUP BY w.term, w.weight, w.missed
       ), best AS (
         SELECT file_id, position, sum(value) AS value, sum(value) / (SELECT nullif(sum(value), 0) FROM term) AS share
         FROM hit JOIN term USING (term) WHERE n <= ${COMMON} GROUP BY file_id, position
         ORDER BY 3 DESC, file_id, position LIMIT ${RANKED}
       )
       SELECT b.file_id, b.position, b.value * (1 + ts_rank($2::float4[], p.words, $5::tsquery, 1)) AS score
       FROM best b JOIN file_passages p USING (file_id, position)
       WHERE b.share >= $6 ORDER BY score DESC, b.file_id, b.position`,
      [
        ids,
        [0.2, 0.2, 0.4, 1],
        Math.max(passages, LEAST_PASSAGES),
        queries.map(({ weight }) => weight),
        all.map(({ text }) => `(${text})`).join(' | '),
        LEAST_SHARE,
        queries.map(({ missed }) => missed),
        ...queries.map(({ text }) => `(${files}) & (${text})`),
      ],
    );
    return rows.length > 0 ? rows : passages > COMMON ? undefined : [];
  }

  /** Passages with all of the words, because each of them is common. */
  private byCommonWords(queries: Query[], files: string, { ids }: Scope): Promise<Hit[]> {
    const all = queries.map(({ text }) => `(${text})`).join(' & ');
    return this.ask<Hit>(
      `SELECT q.file_id, q.position, ts_rank($2::float4[], p.words, $4::tsquery, 1) AS score
       FROM (${WordSearchRepository.hitSql(3)}) q JOIN file_passages p USING (file_id, position)
       ORDER BY score DESC, q.file_id, q.position LIMIT ${RANKED}`,
      [ids, [0.2, 0.2, 0.4, 1], `(${files}) & (${all})`, all],
    );
  }

  /** The terms in all languages of the files; those that say nothing in any of them are left out. */
  private async queriesOf(terms: Term[], languages: string[]): Promise<Query[]> {
    const found = new Map<number, Set<string>>();
    const add = (at: number, text: string) => found.set(at, (found.get(at) ?? new Set()).add(text));
    for (const [at, { kind, text }] of terms.entries()) {
      if (kind === 'literal') add(at, quoted(text));
      if (kind === 'prefix') add(at, `${quoted(text)}:*`);
    }
    const parsed = terms.flatMap((term, at) =>
      term.kind !== 'word' && term.kind !== 'phrase'
        ? []
        : [term.text, bareWord(term.text)].flatMap((text) => (text ? [{ at, kind: term.kind, text }] : [])),
    );
    const rows = await this.passages.query<Parsed[]>(
      `SELECT t.at, l.language, t.text AS said, w.is_stop, (CASE t.kind
         WHEN 'phrase' THEN phraseto_tsquery(l.language::regconfig, t.text)
         ELSE plainto_tsquery(l.language::regconfig, t.text) END)::text AS query
       FROM jsonb_to_recordset($1) AS t (at integer, kind text, text text)
       CROSS JOIN unnest($2::text[]) AS l (language)
       CROSS JOIN LATERAL (SELECT t.kind = 'word' AND EXISTS (
         SELECT FROM unnest($3::text[]) AS o (name)
         WHERE numnode(plainto_tsquery(o.name::regconfig, t.text)) = 0) AS is_stop) w
       WHERE l.language <> '${SIMPLE}' OR NOT w.is_stop`,
      [JSON.stringify(parsed), languages, [...new Set([...LANGUAGES_OF_ALL, ...languages])]],
    );
    const weak = new Set<number>();
    for (const { at, language, query, said, is_stop } of rows) {
      if (is_stop) weak.add(at);
      if (query === '') continue;
      const isOpen = language === SIMPLE && terms[at]!.kind === 'word' && said.length >= LEAST_PREFIX;
      add(at, isOpen && query === quoted(said) ? `${query}:*` : query);
    }
    return [...found].map(([at, texts]) => {
      const { kind, text } = terms[at]!;
      const isPair = kind === 'literal' && !text.startsWith('#');
      return {
        text: [...texts].map((query) => `(${query})`).join(' | '),
        words: [...texts].flatMap((query) => ALONE.exec(query)?.[1] ?? []),
        weight: text.startsWith('#') ? WEIGHT_OF_ID : WEIGHTS[kind],
        missed: weak.has(at) || HIRAGANA.test(text) ? 0 : isPair ? MISSED_PAIR : 1,
      };
    });
  }
}

interface Parsed {
  at: number;
  language: string;
  said: string;
  /** A word that says nothing, in one of the languages. */
  is_stop: boolean;
  query: string;
}

/** A `tsquery` of one word. */
const ALONE = /^'([^']*)'$/;

/** A word of a `tsquery`, as it is. */
const quoted = (word: string): string => `'${word.replace(/['\\]/g, '$&$&')}'`;
