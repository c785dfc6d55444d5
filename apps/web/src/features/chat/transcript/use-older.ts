import { type Message, type ThreadDetail } from '@pocket-llm/api-client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { queryClient } from '@/lib/query-client';
import { threadQuery } from '@/lib/queries';
import { countOlder, readOlder, withOlder } from '@/lib/threads/parts';
import { type Rest } from '../message-tree';

/** The messages before those that are loaded. */
export interface Older {
  /** How many there are, on any branch. */
  count: number;
  loading: boolean;
  /** Why they could not be loaded. */
  error: unknown;
  load: () => void;
}

async function loadOlder(threadId: string, target?: string): Promise<Message[]> {
  const { queryKey } = threadQuery(threadId);
  const thread = queryClient.getQueryData<ThreadDetail>(queryKey);
  if (!thread) return [];
  const messages = await readOlder(thread, target);
  queryClient.setQueryData<ThreadDetail>(queryKey, (now) => now && withOlder(now, messages));
  return messages;
}

/** Loads the messages before those that a thread has already, on demand. */
export function useOlder(thread: ThreadDetail | undefined): Older {
  const { mutate, variables, isPending, error } = useMutation({ mutationFn: (id: string) => loadOlder(id) });
  const id = thread?.id;
  const own = id !== undefined && variables === id;
  const loading = own && isPending;
  const load = useCallback(() => id !== undefined && !loading && mutate(id), [id, loading, mutate]);
  return { count: thread ? countOlder(thread) : 0, loading, error: own ? error : null, load };
}

/** Loads the end of the shown branch while it is before what is loaded: what followed it is being deleted. */
export function useEnd(thread: ThreadDetail | undefined, { leafId, isEndBefore }: Rest) {
  return useQuery({
    // Other first questions can be any number of reads away.
    queryKey: ['end', thread?.id, leafId, thread?.messages[0]?.id],
    queryFn: () => loadOlder(thread!.id, leafId ?? undefined),
    enabled: isEndBefore === true,
    staleTime: Infinity,
  });
}

/**
 * Loads a thread back to one of its messages, for a link to it.
 * @returns whether it is being loaded
 */
export function useMessage(thread: ThreadDetail | undefined, messageId: string | undefined): boolean {
  const first = thread?.messages[0]?.id;
  const isBefore = messageId !== undefined && first !== undefined && messageId < first && countOlder(thread!) > 0;
  const { isLoading } = useQuery({
    queryKey: ['message', thread?.id, messageId],
    queryFn: () => loadOlder(thread!.id, messageId),
    enabled: isBefore,
    staleTime: Infinity,
  });
  return isBefore && isLoading;
}
