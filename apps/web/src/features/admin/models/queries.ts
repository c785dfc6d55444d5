import {
  adminModelsDiscover,
  adminModelsList,
  adminModelsUses,
  modelPullsList,
  type ModelPull,
} from '@pocket-llm/api-client';
import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { modelsQuery } from '@/lib/queries';

/** Every model, enabled or not. */
export const allModelsQuery = queryOptions({
  queryKey: ['admin-models', 'list'],
  queryFn: async ({ signal }) => (await adminModelsList({ signal })).data,
  refetchInterval: 30_000,
});

/** What the backends have; asked again now and then, because models leave the memory by themselves. */
export const discoverQuery = queryOptions({
  queryKey: ['admin-models', 'discover'],
  queryFn: async ({ signal }) => (await adminModelsDiscover({ signal })).data,
  refetchInterval: 15_000,
});

export const usesQuery = (id: string) =>
  queryOptions({
    queryKey: ['admin-models', 'uses', id],
    queryFn: async ({ signal }) => (await adminModelsUses({ path: { model_id: id }, signal })).data,
  });

/** Pulls of all admins: those that another one starts appear here too. */
export const pullsQuery = queryOptions({
  queryKey: ['model-pulls'],
  queryFn: async ({ signal }) => (await modelPullsList({ signal })).data,
  refetchInterval: 5_000,
});

export const isActive = ({ status }: Pick<ModelPull, 'status'>): boolean => status === 'queued' || status === 'running';

/** After anything that changes which models there are, here and in the picker of the chat. */
export const refreshModels = (client: QueryClient): Promise<unknown> =>
  Promise.all([
    client.invalidateQueries({ queryKey: ['admin-models'] }),
    client.invalidateQueries({ queryKey: modelsQuery.queryKey }),
  ]);
