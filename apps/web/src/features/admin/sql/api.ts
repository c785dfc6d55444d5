import {
  ApiError,
  type RunDto,
  type QueryPlan,
  type QueryResult,
  sqlCancel,
  sqlCloseWriteMode,
  sqlExplain,
  sqlExport,
  sqlOpenWriteMode,
  sqlQuery,
  sqlSavedCreate,
  sqlSavedForget,
  sqlSavedHistory,
  sqlSavedList,
  sqlSavedRemove,
  sqlSavedUpdate,
  sqlSchema,
  sqlWriteState,
} from '@pocket-llm/api-client';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { download } from '@/lib/download';
import { newId } from '@/lib/new-id';
import { type SendDelete } from '@/lib/undo-delete';
import { type Given, withConfirmation } from '@/lib/with-confirmation';
import { renameInTabs, type Saved } from './tabs-store';
import { type Statement, type Values } from './text';

/** The tables and columns that the console may read. */
export const schemaQuery = queryOptions({
  queryKey: ['sql', 'schema'],
  queryFn: async ({ signal }) => (await sqlSchema({ signal })).data.tables,
  staleTime: 60_000,
});
/** The person's saved queries, and those that other admins share. */
export const savedQuery = queryOptions({
  queryKey: ['sql', 'saved'],
  queryFn: async ({ signal }) => (await sqlSavedList({ signal })).data,
});
/** The statements that the person ran, newest first. */
export const historyQuery = queryOptions({
  queryKey: ['sql', 'history'],
  queryFn: async ({ signal }) => (await sqlSavedHistory({ signal })).data,
});
/** Whether write mode exists, and until when it is active. */
export const writeModeQuery = queryOptions({
  queryKey: ['sql', 'write-mode'],
  queryFn: async ({ signal }) => (await sqlWriteState({ signal })).data,
});

/** Runs one statement. The caller chooses the id, with which it can cancel the statement. */
export const runStatement = async (
  sql: string,
  options: { queryId: string; mode: 'read' | 'write'; parameters: Values } & Given,
): Promise<QueryResult> => {
  const { queryId, mode, ...given } = options;
  return (await sqlQuery({ body: { sql, query_id: queryId, mode, ...given } })).data;
};

/** The plan of a statement. With `analyze` the statement is executed and measured. */
export const explainStatement = async (
  sql: string,
  options: { queryId: string; analyze: boolean; parameters: Values; reason?: string },
): Promise<QueryPlan> => {
  const { queryId, ...given } = options;
  return (await sqlExplain({ body: { sql, query_id: queryId, ...given } })).data;
};

/** Cancels a statement on the server. Not an error if the statement has just finished. */
export const cancelStatement = (queryId: string): void =>
  void sqlCancel({ path: { query_id: queryId } }).catch(() => undefined);

export function useSaveQuery() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: { name: string; sql: string; parameters: Values; shared: boolean }) =>
      (await sqlSavedCreate({ body })).data,
    onSuccess: () => void client.invalidateQueries({ queryKey: savedQuery.queryKey }),
  });
}

export function useUpdateSavedQuery() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({
      id,
      ...body
    }: { id: string } & Partial<Pick<Saved, 'name' | 'sql' | 'parameters' | 'shared'>>) =>
      (await sqlSavedUpdate({ path: { saved_id: id }, body })).data,
    onSuccess: (saved) => {
      renameInTabs(saved);
      void client.invalidateQueries({ queryKey: savedQuery.queryKey });
    },
  });
}

/** Deletes a saved query when the time to undo it has passed. */
export function useSendRemoval() {
  const client = useQueryClient();
  return (id: string): SendDelete =>
    async (leaving) => {
      const fetchOptions = leaving ? { keepalive: true } : undefined;
      try {
        await sqlSavedRemove({ path: { saved_id: id }, fetchOptions });
      } finally {
        await client.invalidateQueries({ queryKey: savedQuery.queryKey });
      }
    };
}

export function useClearHistory() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => sqlSavedForget(),
    onSettled: () => client.invalidateQueries({ queryKey: historyQuery.queryKey }),
  });
}

export function useOpenWriteMode() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (password: string) =>
      (await sqlOpenWriteMode({ body: { password, confirmation: 'write' } })).data,
    onSuccess: (state) => client.setQueryData(writeModeQuery.queryKey, state),
  });
}

export function useCloseWriteMode() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => sqlCloseWriteMode(),
    // Set at once, so that the next statement is not sent with write access.
    onMutate: () => client.setQueryData(writeModeQuery.queryKey, (state) => state && { ...state, until: null }),
    onSettled: () => client.invalidateQueries({ queryKey: writeModeQuery.queryKey }),
  });
}

/** A response read as a blob has no parsed problem document, so this error always has its own text. */
function withMessage(error: unknown): never {
  throw error instanceof ApiError ? error : new ApiError({ kind: 'network', cause: error });
}

/**
 * Downloads a statement's rows as CSV, more of them than the grid shows. `onDone` gets its history entry, which has
 * the row count, even after the component was unmounted.
 */
export const useExportRows = ({ onDone }: { onDone: (run: RunDto | undefined) => void }) =>
  useMutation({
    mutationFn: async ({ text: sql, values: parameters }: Statement) => {
      let query_id = newId();
      const { data } = await withConfirmation(({ reason }) => {
        query_id = newId();
        return sqlExport({ body: { sql, query_id, reason, parameters }, responseType: 'blob', timeout: 0 });
      }).catch(withMessage);
      download('query.csv', data as unknown as Blob);
      return (await sqlSavedHistory()).data.find((run) => run.query_id === query_id);
    },
    onSuccess: onDone,
  });
