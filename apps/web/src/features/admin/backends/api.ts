import { backendsChange, backendsList, backendsRemove, type ChangeBackendDto } from '@pocket-llm/api-client';
import { queryOptions, useMutation } from '@tanstack/react-query';
import { useRefreshBackends } from '../models/api';

/** The model servers and how they are; polled, because they come and go by themselves. */
export const backendsQuery = queryOptions({
  queryKey: ['admin-backends'],
  queryFn: async ({ signal }) => (await backendsList({ signal })).data,
  refetchInterval: 5_000,
});

export const useChangeBackend = (id: string) =>
  useMutation({
    mutationFn: (body: ChangeBackendDto) => backendsChange({ path: { backend_id: id }, body }),
    onSuccess: useRefreshBackends(),
  });

export const useRemoveBackend = (id: string) =>
  useMutation({ mutationFn: () => backendsRemove({ path: { backend_id: id } }), onSuccess: useRefreshBackends() });
