import type pg from 'pg';
import { answerTo, type Question, type Records } from './crash-load.js';

type Sql = pg.Pool;

const rows = async (sql: Sql, text: string, values: unknown[] = []) =>
  (await sql.query<Record<string, unknown>>(text, values)).rows;

/**
 * What must be true of the database after any number of crashes. Each list names what contradicts it, so that all of
 * them are empty.
 */
export async function contradictions(sql: Sql, records: Records): Promise<Record<string, unknown[]>> {
  return {
    ...(await halfRows(sql)),
    lostOrDoubled: await lostOrDoubled(sql, records.questions),
    wrongText: await wrongText(sql),
    wrongTitles: await wrongTitles(sql, records),
    lostKeys: await missing(sql, 'api_keys', 'id::text', records.keyIds),
  };
}

/** Requests whose line in the log was lost, of those that were acknowledged long enough before the crash. */
export const lostLogLines = (sql: Sql, requestIds: string[]): Promise<unknown[]> =>
  missing(sql, 'logs', 'request_id::text', requestIds);

const missing = (sql: Sql, table: string, column: string, values: string[]) =>
  rows(
    sql,
    `SELECT value FROM unnest($1::text[]) AS value WHERE NOT EXISTS (SELECT 1 FROM ${table} WHERE ${column} = value)`,
    [values],
  );

async function halfRows(sql: Sql): Promise<Record<string, unknown[]>> {
  return {
    unfinished: await rows(sql, `SELECT id, status FROM chat_messages WHERE status IN ('queued', 'running')`),
    answersWithoutQuestion: await rows(
      sql,
      `SELECT a.id FROM chat_messages a LEFT JOIN chat_messages q ON q.id = a.parent_id AND q.thread_id = a.thread_id
       WHERE a.role = 'assistant' AND q.role IS DISTINCT FROM 'user'`,
    ),
    questionsWithoutAnswer: await rows(
      sql,
      `SELECT q.id FROM chat_messages q WHERE q.role = 'user'
       AND NOT EXISTS (SELECT 1 FROM chat_messages a WHERE a.parent_id = q.id AND a.role = 'assistant')`,
    ),
    threadsWithoutMessages: await rows(
      sql,
      `SELECT id FROM chat_threads t WHERE NOT EXISTS (SELECT 1 FROM chat_messages WHERE thread_id = t.id)`,
    ),
    wrongLeaves: await rows(
      sql,
      `SELECT t.id FROM chat_threads t LEFT JOIN chat_messages m ON m.id = t.active_leaf_id AND m.thread_id = t.id
       WHERE m.role IS DISTINCT FROM 'assistant'
          OR EXISTS (SELECT 1 FROM chat_messages below WHERE below.parent_id = t.active_leaf_id)`,
    ),
    wrongCounts: await rows(
      sql,
      `SELECT id, message_count FROM chat_threads t
       WHERE message_count <> (SELECT count(*) FROM chat_messages WHERE thread_id = t.id)`,
    ),
  };
}

/** Every acknowledged question is there once, with the acknowledged answer as its only complete one. */
async function lostOrDoubled(sql: Sql, questions: Question[]): Promise<unknown[]> {
  return rows(
    sql,
    `SELECT asked.* FROM unnest($1::text[], $2::text[], $3::text[]) AS asked(prompt, answer_id, answer)
     WHERE (SELECT count(*) FROM chat_messages WHERE role = 'user' AND content = asked.prompt) <> 1
        OR (SELECT count(*) FROM chat_messages a JOIN chat_messages q ON a.parent_id = q.id
            WHERE q.content = asked.prompt AND a.status = 'complete') <> 1
        OR NOT EXISTS (SELECT 1 FROM chat_messages a JOIN chat_messages q ON a.parent_id = q.id
            WHERE a.id::text = asked.answer_id AND q.content = asked.prompt AND a.status = 'complete'
              AND a.content = asked.answer)`,
    [
      questions.map(({ prompt }) => prompt),
      questions.map(({ answer }) => answer?.messageId ?? 'none'),
      questions.map(({ answer }) => answer?.text ?? 'none'),
    ],
  );
}

/** A complete answer has its whole text; an interrupted one says so and has the beginning of it. */
async function wrongText(sql: Sql): Promise<unknown[]> {
  const answers = await rows(
    sql,
    `SELECT a.id, a.status, a.content, a.finish_reason, a.error ->> 'code' AS code, q.content AS prompt
     FROM chat_messages a JOIN chat_messages q ON a.parent_id = q.id WHERE a.role = 'assistant'`,
  );
  return answers.filter(({ status, content, finish_reason, code, prompt }) => {
    const whole = answerTo(String(prompt));
    if (status === 'complete') return content !== whole || finish_reason !== 'stop';
    return (
      status !== 'failed' ||
      finish_reason !== 'error' ||
      code !== 'run.interrupted' ||
      !whole.startsWith(String(content))
    );
  });
}

async function wrongTitles(sql: Sql, { titles }: Records): Promise<unknown[]> {
  const named = await rows(sql, 'SELECT id, title FROM chat_threads WHERE id = ANY($1)', [[...titles.keys()]]);
  const now = new Map(named.map(({ id, title }) => [String(id), String(title)]));
  return [...titles].filter(
    ([id, { acknowledged, open }]) =>
      acknowledged !== undefined && ![acknowledged, ...open].includes(now.get(id) ?? 'none'),
  );
}
