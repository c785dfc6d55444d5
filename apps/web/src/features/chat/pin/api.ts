import { cachePin } from '@pocket-llm/api-client';
import { useMutation } from '@tanstack/react-query';
import { queryClient } from '@/lib/query-client';

/** Pins an answer in the answer cache, so that everybody who asks the same gets it. For administrators. */
export const usePinAnswer = () =>
  useMutation({
    mutationFn: (messageId: string) => cachePin({ body: { message_id: messageId } }),
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: ['cache'] }),
  });
