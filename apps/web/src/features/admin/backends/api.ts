import {
  type AddBackendDto,
  backendsAdd,
  backendsChange,
  backendsList,
  backendsRemove,
  backendsTest,
  type ChangeBackendDto,
  type TryBackendDto,
} from '@pocket-llm/api-client';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { refreshModels } from '../models/api';

/** The model servers and how they are; polled, because they come and go by themselves. */
export const backendsQuery = queryOptions({
  queryKey: ['admin-backends'],
  queryFn: async ({ signal }) => (await backendsList({ signal })).data,
  refetchInterval: 5_000,
});

/** Asks a server for its models before it is saved. */
export const useTryBackend = () =>
  useMutation({ mutationFn: async (body: TryBackendDto) => (await backendsTest({ body })).data });

/** Other servers have other models. */
function useRefresh() {
  const client = useQueryClient();
  return async () => {
    void refreshModels(client);
    await client.invalidateQueries({ queryKey: backendsQuery.queryKey });
  };
}

export const useAddBackend = () =>
  useMutation({ mutationFn: (body: AddBackendDto) => backendsAdd({ body }), onSuccess: useRefresh() });

export const useChangeBackend = (id: string) =>
  useMutation({
    mutationFn: (body: ChangeBackendDto) => backendsChange({ path: { backend_id: id }, body }),
    onSuccess: useRefresh(),
  });

export const useRemoveBackend = (id: string) =>
  useMutation({ mutationFn: () => backendsRemove({ path: { backend_id: id } }), onSuccess: useRefresh() });
