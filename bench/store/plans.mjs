// The plans of the statements that the product really sends, as PostgreSQL's own log has them.
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { connectAsSuperuser } from '../lib/database.mjs';

const SETTINGS = {
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_timing': 'off',
  'auto_explain.log_nested_statements': 'on',
  // No values: they are of no interest, and a list of ids is long.
  'auto_explain.log_parameter_max_length': '0',
};

/** From the next connections on, the plan of every statement is in the database's log. */
export async function logPlans(dir) {
  const client = await connectAsSuperuser(dir);
  await client.query(`ALTER ROLE pocket_llm SET session_preload_libraries = 'auto_explain'`);
  await client.query(`LOAD 'auto_explain'`);
  for (const [name, value] of Object.entries(SETTINGS))
    await client.query(`ALTER ROLE pocket_llm SET ${name} = '${value}'`);
  await client.end();
}

const LOG = 'postgres.log';
/** Statements of the questions themselves: they read large tables, and write none. */
const ASKED = /^\s*(SELECT|WITH)\b[\s\S]*\b(chat_threads|chat_messages|logs|log_counts|telemetry_rollups|usage_days)\b/;
const WRITTEN = /INSERT INTO|take_batch|count_logs/;

/** @returns the plans that were written while some work was done, without those of every request */
export async function plansOf(dir, work) {
  const file = path.join(dir, LOG);
  const { size } = await stat(file);
  await work();
  const handle = await open(file);
  const { buffer } = await handle.read({ position: size, buffer: Buffer.alloc((await handle.stat()).size - size) });
  await handle.close();
  return buffer
    .toString('utf8')
    .split(/^\d{4}-\d\d-\d\d [^\n]*? LOG: {2}/m)
    .filter((entry) => entry.startsWith('duration:'))
    .map(planOf)
    .filter(({ text }) => ASKED.test(text) && !WRITTEN.test(text));
}

/** One entry of the log: how long it took, the statement, and its plan. */
function planOf(entry) {
  const [, ms] = /^duration: ([\d.]+) ms/.exec(entry);
  const [, text, plan] = /Query Text: ([\s\S]*?)\n(\t[^\t\n]*\((?:cost|never)[\s\S]*)$/.exec(entry) ?? [];
  return { ms: Number(ms), text: oneLine(text ?? entry), plan: plainly(plan ?? '') };
}

/** Without estimates and values, which differ from run to run. */
const plainly = (plan) =>
  plan
    .replaceAll(/^\t/gm, '')
    .replaceAll(/\(cost=\S+ rows=\d+ width=\d+\) /g, '')
    .replaceAll(/ANY \('\{[^']*\}'/g, "ANY ('{…}'")
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '…')
    .replaceAll(/^ *(Storage|Index Searches|Sort Method|Batches|Window|Heap Blocks): .*\n?/gm, '')
    .trimEnd();

const oneLine = (text) => text.replaceAll(/\s+/g, ' ').trim();
