import { type QueryPlan, type QueryResult } from '@pocket-llm/api-client';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { newId } from '@/lib/new-id';
import { type Given, withConfirmation } from '@/lib/with-confirmation';
import { cancelStatement, explainStatement, historyQuery, runStatement, schemaQuery, writeModeQuery } from './api';
import { type Statement } from './text';

/** The outcome of a statement: a result, a plan, or an error. */
export interface Done {
  statement: Statement;
  result?: QueryResult;
  plan?: QueryPlan;
  error?: unknown;
}

export type RunMode = 'run' | 'explain' | 'analyze';

interface Running {
  queryId: string;
  since: number;
}

/** Runs statements in order, up to the first that fails, and cancels the running one on the server. */
export function useRunner(writing: boolean) {
  const client = useQueryClient();
  const [running, setRunning] = useState<Running>();
  const [done, setDone] = useState<Done[]>([]);
  const stopped = useRef(false);
  const current = useRef<string>(undefined);

  const one = useCallback(
    async (statement: Statement, runMode: RunMode): Promise<Done> => {
      const work = async (given: Given): Promise<Done> => {
        const queryId = newId();
        const parameters = statement.values ?? {};
        current.current = queryId;
        setRunning({ queryId, since: performance.now() });
        if (runMode !== 'run')
          return {
            statement,
            plan: await explainStatement(statement.text, {
              queryId,
              analyze: runMode === 'analyze',
              parameters,
              reason: given.reason,
            }),
          };
        const mode = writing ? 'write' : 'read';
        return { statement, result: await runStatement(statement.text, { queryId, mode, parameters, ...given }) };
      };
      return withConfirmation(work).catch((error: unknown) => ({ statement, error }));
    },
    [writing],
  );

  const run = useCallback(
    async (list: Statement[], runMode: RunMode = 'run'): Promise<void> => {
      if (current.current !== undefined || list.length === 0) return;
      current.current = 'starting';
      stopped.current = false;
      const results: Done[] = [];
      for (const statement of list) {
        results.push(await one(statement, runMode));
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
    if (current.current) cancelStatement(current.current);
  }, []);
  // Cancel when the page is left, because nobody waits for the result.
  useEffect(() => () => cancel(), [cancel]);
  return { running, done, run, cancel };
}
