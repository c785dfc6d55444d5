import pg from 'pg';
import type { Portal } from './portal.js';

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  Plans?: PlanNode[];
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

interface Statement {
  text: string;
  values: unknown[];
}

/** How many rows a table has is counted only up to 100,000 of them; see `countRows`. */
const BOUNDED_COUNT = /^SELECT COUNT\(1\) AS "cnt" FROM "\w+" "\w+"$/;

/** The reading and deleting statements that the server sends meanwhile, with their values. */
export async function statementsOf(work: () => Promise<unknown>): Promise<Statement[]> {
  const seen: Statement[] = [];
  const send = jest.spyOn(pg.Client.prototype, 'query').mock;
  const before = send.calls.length;
  try {
    await work();
    for (const [query, values] of send.calls.slice(before) as unknown as [string | Statement, unknown[]?][]) {
      const { text, values: bound } = typeof query === 'string' ? { text: query, values: values ?? [] } : query;
      if (/^\s*(SELECT|WITH|DELETE)\b/.test(text) && !BOUNDED_COUNT.test(text))
        seen.push({ text, values: bound ?? [] });
    }
    return seen;
  } finally {
    jest.restoreAllMocks();
  }
}

async function planOf(portal: Portal, { text, values }: Statement): Promise<PlanNode[]> {
  const [row] = await portal.sql<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(`EXPLAIN (FORMAT JSON) ${text}`, values);
  return nodesOf(row!['QUERY PLAN'][0].Plan);
}

/** Indexes that PostgreSQL would use for a statement, and tables that it would read in full. */
export const readsOf = async (portal: Portal, statement: Statement): Promise<string[]> =>
  (await planOf(portal, statement)).flatMap((node) =>
    node['Node Type'] === 'Seq Scan' ? [node['Relation Name']!] : (node['Index Name'] ?? []),
  );

/** Large tables of which PostgreSQL would read every row for a statement. */
export async function scansOf(portal: Portal, statement: Statement): Promise<string[]> {
  const large = await largeTables(portal);
  return (await planOf(portal, statement))
    .filter((node) => node['Node Type'] === 'Seq Scan' && large.includes(node['Relation Name']!))
    .map((node) => `${node['Relation Name']}: ${statement.text}`);
}

/** Tables of chats and of the log with many rows, by PostgreSQL's statistics. */
export const largeTables = async (portal: Portal): Promise<string[]> =>
  (
    await portal.sql<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND reltuples > 1000
       AND relname ~ '^(logs_|chat_threads$|chat_messages$)' ORDER BY 1`,
    )
  ).map(({ name }) => name);
