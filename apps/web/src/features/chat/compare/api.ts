import { chatKeep, type Message } from '@pocket-llm/api-client';
import { queryClient } from '@/lib/query-client';
import { threadQuery } from '@/lib/queries';

/**
 * Chooses among the answers of several models: deletes the others, or keeps them as versions of this one.
 * @param leaving the request has to outlive the page
 */
export async function keepAnswer(
  { id, thread_id }: Message,
  others: 'delete' | 'keep',
  leaving = false,
): Promise<void> {
  const fetchOptions = leaving ? { keepalive: true } : undefined;
  try {
    await chatKeep({ path: { message_id: id }, body: { others }, fetchOptions });
  } finally {
    await queryClient.invalidateQueries({ queryKey: threadQuery(thread_id).queryKey });
    void queryClient.invalidateQueries({ queryKey: ['threads'] });
  }
}
