import { sqlCancel, sqlExplain, sqlQuery, type QueryPlan, type QueryResult } from '@pocket-llm/api-client';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { newId } from '@/lib/new-id';
import { withConfirmation } from '../confirmations/with-confirmation';
import { historyQuery, schemaQuery, writeModeQuery } from './queries';
import { type Statement } from './text';

/** What became of one statement. */
export interface Done {
  statement: Statement;
  result?: QueryResult;
  plan?: QueryPlan;
  error?: unknown;
}

export type How = 'run' | 'explain' | 'analyze';

interface Running {
  queryId: string;
  since: number;
}

/** Runs statements one after the other, up to the first that fails, and cancels the one under way at the server. */
export function useRunner(writing: boolean) {
  const client = useQueryClient();
  const [running, setRunning] = useState<Running>();
  const [done, setDone] = useState<Done[]>([]);
  const stopped = useRef(false);
  const current = useRef<string>(undefined);

  const one = useCallback(
    async (statement: Statement, how: How): Promise<Done> => {
      const work = async (confirm: boolean): Promise<Done> => {
        const query_id = newId();
        current.current = query_id;
        setRunning({ queryId: query_id, since: performance.now() });
        const body = { sql: statement.text, query_id };
        if (how !== 'run')
          return { statement, plan: (await sqlExplain({ body: { ...body, analyze: how === 'analyze' } })).data };
        const mode = writing ? 'write' : 'read';
        return { statement, result: (await sqlQuery({ body: { ...body, mode, ...(confirm && { confirm }) } })).data };
      };
      return withConfirmation(work).catch((error: unknown) => ({ statement, error }));
    },
    [writing],
  );

  const run = useCallback(
    async (list: Statement[], how: How = 'run'): Promise<void> => {
      if (current.current !== undefined || list.length === 0) return;
      current.current = 'starting';
      stopped.current = false;
      const results: Done[] = [];
      for (const statement of list) {
        results.push(await one(statement, how));
        if (stopped.current || results.at(-1)?.error) break;
      }
      setDone(results);
      current.current = undefined;
      setRunning(undefined);
      void client.invalidateQueries({ queryKey: historyQuery.queryKey });
      if (writing)
        for (const { queryKey } of [schemaQuery, writeModeQuery]) void client.invalidateQueries({ queryKey });
    },
    [client, one, writing],
  );

  const cancel = useCallback(() => {
    stopped.current = true;
    // A query that is through by now is no failure of cancelling.
    if (current.current) void sqlCancel({ path: { query_id: current.current } }).catch(() => undefined);
  }, []);
  // Who leaves the page does not want the answer.
  useEffect(() => () => cancel(), [cancel]);
  return { running, done, run, cancel };
}
