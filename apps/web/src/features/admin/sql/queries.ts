import { sqlSavedHistory, sqlSavedList, sqlSchema, sqlWriteState } from '@pocket-llm/api-client';
import { queryOptions } from '@tanstack/react-query';

export const schemaQuery = queryOptions({
  queryKey: ['sql', 'schema'],
  queryFn: async ({ signal }) => (await sqlSchema({ signal })).data.tables,
  staleTime: 60_000,
});
export const savedQuery = queryOptions({
  queryKey: ['sql', 'saved'],
  queryFn: async ({ signal }) => (await sqlSavedList({ signal })).data,
});
export const historyQuery = queryOptions({
  queryKey: ['sql', 'history'],
  queryFn: async ({ signal }) => (await sqlSavedHistory({ signal })).data,
});
export const writeModeQuery = queryOptions({
  queryKey: ['sql', 'write-mode'],
  queryFn: async ({ signal }) => (await sqlWriteState({ signal })).data,
});
