import { threadBulk, type BulkAction } from '@pocket-llm/api-client';

/** As many as one request takes. */
const MOST = 500;

/** Does one thing to any number of threads. `last`: the page is being left, and the request has to outlive it. */
export async function bulk(ids: readonly string[], action: BulkAction, last = false): Promise<void> {
  const parts = Array.from({ length: Math.ceil(ids.length / MOST) }, (_, part) =>
    ids.slice(part * MOST, (part + 1) * MOST),
  );
  const requests = parts.map((part) =>
    threadBulk({ body: { ids: [...part], action }, fetchOptions: last ? { keepalive: true } : undefined }),
  );
  await Promise.all(requests);
}
