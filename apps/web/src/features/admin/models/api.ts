import {
  adminModelsAdd,
  adminModelsDiscover,
  adminModelsList,
  adminModelsLoad,
  adminModelsRemove,
  adminModelsUnload,
  adminModelsUpdate,
  adminModelsUses,
  chatSend,
  type Model,
  type ModelPull,
  modelPullsCancel,
  modelPullsDownload,
  modelPullsList,
  modelPullsPull,
  modelPullsResume,
  type UpdateModelDto,
} from '@pocket-llm/api-client';
import { type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { modelsQuery } from '@/lib/queries';

export { followPull } from '@pocket-llm/api-client';

/** Every model, enabled or not. */
export const allModelsQuery = queryOptions({
  queryKey: ['admin-models', 'list'],
  queryFn: async ({ signal }) => (await adminModelsList({ signal })).data,
  refetchInterval: 30_000,
});

/** What the backends have. It is polled, because models leave the memory by themselves. */
export const discoverQuery = queryOptions({
  queryKey: ['admin-models', 'discover'],
  queryFn: async ({ signal }) => (await adminModelsDiscover({ signal })).data,
  refetchInterval: 15_000,
});

/** The chats, presets, keys and pinned answers that use a model. */
export const usesQuery = (modelId: string) =>
  queryOptions({
    queryKey: ['admin-models', 'uses', modelId],
    queryFn: async ({ signal }) => (await adminModelsUses({ path: { model_id: modelId }, signal })).data,
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

/** Adds a model by the name that its backend knows. It is in the list when this succeeds. */
export function useAddModel() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, displayName, provider }: { name: string; displayName: string } & Pick<Model, 'provider'>) =>
      adminModelsAdd({ body: { name: name.trim(), display_name: displayName.trim() || undefined, provider } }),
    onSuccess: () => refreshModels(client),
  });
}

export function useUpdateModel(modelId: string, { onError }: { onError?: (error: unknown) => void } = {}) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: UpdateModelDto) => adminModelsUpdate({ path: { model_id: modelId }, body }),
    onError,
    onSettled: () => refreshModels(client),
  });
}

/** Takes a model into the memory of its backend, or out of it. */
export function useMoveModel(modelId: string) {
  const client = useQueryClient();
  const path = { model_id: modelId };
  return useMutation({
    mutationFn: (to: 'memory' | 'disk') =>
      to === 'memory' ? adminModelsLoad({ path, timeout: 0 }) : adminModelsUnload({ path }),
    onSettled: () => refreshModels(client),
  });
}

export function useDeleteModel(modelId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ weights }: { weights: boolean }) =>
      adminModelsRemove({ path: { model_id: modelId }, query: { from_backend: weights } }),
    // Not awaited: the dialog that asked must close itself before the model disappears from the list around it.
    onSuccess: () => void refreshModels(client),
  });
}

/** Asks a model in a temporary chat, which is in no list and gone after a day. */
export function useTestPrompt(model: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (prompt: string) =>
      (await chatSend({ body: { prompt, model, temporary: true, cache: 'bypass' }, timeout: 0 })).data,
    // Even after a failure the model may be in memory.
    onSettled: () => void refreshModels(client),
  });
}

function useRefreshPulls() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: pullsQuery.queryKey });
}

/** Pulls a model by its name in the registry of a backend. */
export const usePullModel = (backend: string) =>
  useMutation({
    mutationFn: (name: string) => modelPullsPull({ body: { name, backend } }),
    onSettled: useRefreshPulls(),
  });

/** A GGUF file for the embedded engine; name and digest may be empty. */
export interface WantedFile {
  url: string;
  name: string;
  sha256: string;
}

export const useDownloadModel = () =>
  useMutation({
    mutationFn: ({ url, name, sha256 }: WantedFile) =>
      modelPullsDownload({
        body: { url: url.trim(), name: name.trim() || undefined, sha256: sha256.trim() || undefined },
      }),
    onSettled: useRefreshPulls(),
  });

/** Stops a pull that is active, and removes one that has ended from the list. */
export const useCancelPull = (pullId: string) =>
  useMutation({
    mutationFn: () => modelPullsCancel({ path: { pull_id: pullId } }),
    onSettled: useRefreshPulls(),
  });

export const useResumePull = (pullId: string) =>
  useMutation({
    mutationFn: () => modelPullsResume({ path: { pull_id: pullId } }),
    onSettled: useRefreshPulls(),
  });
