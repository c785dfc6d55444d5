import {
  type AddBackendDto,
  adminModelsAdd,
  adminModelsDiscover,
  adminModelsList,
  adminModelsLoad,
  adminModelsRemove,
  adminModelsUnload,
  adminModelsUpdate,
  adminModelsUses,
  backendsAdd,
  backendsTest,
  chatSend,
  type ChatResponse,
  type Model,
  type ModelPull,
  modelPullsCancel,
  modelPullsDownload,
  modelPullsList,
  modelPullsPull,
  modelPullsResume,
  type TryBackendDto,
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

/** The state of the backends. Polled, because models are unloaded without a request from here. */
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

/** The pulls of all administrators, so those of others appear here too. */
export const pullsQuery = queryOptions({
  queryKey: ['model-pulls'],
  queryFn: async ({ signal }) => (await modelPullsList({ signal })).data,
  refetchInterval: 5_000,
});

export const isActive = ({ status }: Pick<ModelPull, 'status'>): boolean => status === 'queued' || status === 'running';

/** Call this after any change to the set of models: it refreshes this page and the chat's model picker. */
export const refreshModels = (client: QueryClient): Promise<unknown> =>
  Promise.all([
    client.invalidateQueries({ queryKey: ['admin-models'] }),
    client.invalidateQueries({ queryKey: modelsQuery.queryKey }),
  ]);

/** Adds a model by its name in the backend. When this succeeds, it is in the list. */
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

/** Makes a model the portal's default. */
export function useMakeDefault() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (modelId: string) => adminModelsUpdate({ path: { model_id: modelId }, body: { is_default: true } }),
    onSettled: () => refreshModels(client),
  });
}

/** Loads a model into its backend's memory, or unloads it. */
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
    // Not awaited: the dialog has to close before the model disappears from the list around it.
    onSuccess: () => void refreshModels(client),
  });
}

/** Sends a prompt in a temporary chat, which is in no list and is deleted after a day. */
export function useTestPrompt(model: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (prompt: string) =>
      (await chatSend({ body: { prompt, model, temporary: true, cache: 'bypass' }, timeout: 0 })).data as ChatResponse,
    // The model may be in memory even after a failure.
    onSettled: () => void refreshModels(client),
  });
}

function useRefreshPulls() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: pullsQuery.queryKey });
}

/** Pulls a model by its name in a backend's registry. */
export const usePullModel = (backend: string) =>
  useMutation({
    mutationFn: (name: string) => modelPullsPull({ body: { name, backend } }),
    onSettled: useRefreshPulls(),
  });

/** A GGUF file for the embedded engine; name and digest may be empty. */
export interface DownloadRequest {
  url: string;
  name: string;
  sha256: string;
}

export const useDownloadModel = () =>
  useMutation({
    mutationFn: ({ url, name, sha256 }: DownloadRequest) =>
      modelPullsDownload({
        body: { url: url.trim(), name: name.trim() || undefined, sha256: sha256.trim() || undefined },
      }),
    onSettled: useRefreshPulls(),
  });

/** Stops an active pull, or removes an ended one from the list. */
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

/** Asks a server for its models before it is saved. */
export const useTryBackend = () =>
  useMutation({ mutationFn: async (body: TryBackendDto) => (await backendsTest({ body })).data });

/** Other servers have other models. */
export function useRefreshBackends() {
  const client = useQueryClient();
  return async () => {
    void refreshModels(client);
    await client.invalidateQueries({ queryKey: ['admin-backends'] });
  };
}

export const useAddBackend = () =>
  useMutation({ mutationFn: (body: AddBackendDto) => backendsAdd({ body }), onSuccess: useRefreshBackends() });
