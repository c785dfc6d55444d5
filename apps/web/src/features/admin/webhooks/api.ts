import {
  type CreateWebhookDto,
  type UpdateWebhookDto,
  webhooksAdd,
  webhooksChange,
  webhooksDeliveries,
  webhooksList,
  webhooksRemove,
  webhooksRenew,
  webhooksSendAgain,
  webhooksTest,
} from '@pocket-llm/api-client';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

export const webhooksQuery = queryOptions({
  queryKey: ['webhooks'],
  queryFn: async ({ signal }) => (await webhooksList({ signal })).data,
  // What waits is sent by itself.
  refetchInterval: ({ state }) => state.data?.some(({ waiting }) => waiting > 0) && 10_000,
});

/** The last deliveries of one webhook; what waits is sent by itself. */
export const deliveriesQuery = (id: string) =>
  queryOptions({
    queryKey: ['webhooks', id, 'deliveries'],
    queryFn: async ({ signal }) => (await webhooksDeliveries({ path: { webhook_id: id }, signal })).data,
    refetchInterval: 10_000,
  });

function useRefresh() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: webhooksQuery.queryKey });
}

/** Adds a webhook. @returns its secret, which nobody shows again */
export const useAddWebhook = () =>
  useMutation({
    mutationFn: async (body: CreateWebhookDto) => (await webhooksAdd({ body })).data,
    onSuccess: useRefresh(),
  });

export const useChangeWebhook = (id: string) =>
  useMutation({
    mutationFn: (body: UpdateWebhookDto) => webhooksChange({ path: { webhook_id: id }, body }),
    onSettled: useRefresh(),
  });

/** Makes a new secret. */
export const useRenewSecret = (id: string) =>
  useMutation({ mutationFn: async () => (await webhooksRenew({ path: { webhook_id: id } })).data });

export const useRemoveWebhook = (id: string) =>
  useMutation({ mutationFn: () => webhooksRemove({ path: { webhook_id: id } }), onSettled: useRefresh() });

/** Sends a test message. @returns how it went */
export const useTestWebhook = (id: string) =>
  useMutation({
    mutationFn: async () => (await webhooksTest({ path: { webhook_id: id } })).data,
    onSettled: useRefresh(),
  });

export const useSendAgain = (id: string) =>
  useMutation({
    mutationFn: async (delivery: string) =>
      (await webhooksSendAgain({ path: { webhook_id: id, delivery_id: delivery } })).data,
    onSettled: useRefresh(),
  });
