import { threadBulk, type BulkAction } from '@pocket-llm/api-client';
import { queryClient } from '../query-client';
import { threadQuery } from '../queries';

/** As many as one request takes. */
const IDS_PER_REQUEST = 500;

/** Does one thing to any number of threads. `leaving`: the page is being left, and the request has to outlive it. */
export async function bulk(ids: readonly string[], action: BulkAction, leaving = false): Promise<void> {
  const parts = Array.from({ length: Math.ceil(ids.length / IDS_PER_REQUEST) }, (_, part) =>
    ids.slice(part * IDS_PER_REQUEST, (part + 1) * IDS_PER_REQUEST),
  );
  const fetchOptions = leaving ? { keepalive: true } : undefined;
  await Promise.all(parts.map((part) => threadBulk({ body: { ids: [...part], action }, fetchOptions })));
}

/** Deletes threads for good and takes them out of the cache. `leaving` as above. */
export async function deleteThreads(ids: readonly string[], leaving: boolean): Promise<void> {
  try {
    await bulk(ids, 'delete', leaving);
    for (const id of ids) queryClient.removeQueries({ queryKey: threadQuery(id).queryKey });
  } finally {
    await queryClient.invalidateQueries({ queryKey: ['threads'] });
  }
}
