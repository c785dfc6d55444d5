import { type ChatOptionsDto, type ThreadDetail } from '@pocket-llm/api-client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { create } from 'zustand';
import { threadQuery } from '@/lib/queries';
import { onForget } from '@/lib/session';
import { saveThread } from '../api';
import { cleaned } from './options';

/** A chat's settings, as far as they differ from the model's defaults. */
export interface Params {
  system: string | null;
  options: ChatOptionsDto | null;
}

export const DEFAULTS: Params = { system: null, options: null };

/** The settings of a new chat. They are sent with the first question. */
export const useNewChatParams = create<Params>(() => DEFAULTS);
onForget(() => useNewChatParams.setState(DEFAULTS));

/** Whether anything differs from the model's defaults. */
export const isChanged = ({ system, options }: Params): boolean => Boolean(system) || cleaned(options) !== null;

/** Whether two settings are equal. */
export const isSame = (one: Params, other: Params): boolean =>
  (one.system || null) === (other.system || null) && sorted(one.options) === sorted(other.options);

const sorted = (options: ChatOptionsDto | null): string =>
  JSON.stringify(Object.entries(cleaned(options) ?? {}).sort());

/** The settings of a thread or a new chat, read-only. */
export function useParams(threadId: string | undefined): Params {
  const fresh = useNewChatParams();
  const thread = useQuery({ ...threadQuery(threadId ?? ''), enabled: threadId !== undefined }).data;
  return useMemo(
    () =>
      threadId === undefined ? fresh : { system: thread?.system_prompt ?? null, options: thread?.options ?? null },
    [threadId, fresh, thread?.system_prompt, thread?.options],
  );
}

/** Changes the settings optimistically. If the server refuses, they are rolled back and `error` is set. */
export function useParamsChange(threadId: string | undefined) {
  const client = useQueryClient();
  const [error, setError] = useState<unknown>();
  const change = useCallback(
    async (edit: Partial<Params>) => {
      setError(undefined);
      if (threadId === undefined) return useNewChatParams.setState(edit);
      const { queryKey } = threadQuery(threadId);
      const body = {
        ...(edit.system !== undefined && { system_prompt: edit.system || null }),
        ...(edit.options !== undefined && { options: cleaned(edit.options) }),
      };
      await client.cancelQueries({ queryKey });
      client.setQueryData<ThreadDetail>(queryKey, (thread) => thread && { ...thread, ...body });
      try {
        await saveThread(threadId, body);
      } catch (failure) {
        setError(failure);
        await client.invalidateQueries({ queryKey });
      }
    },
    [threadId, client],
  );
  return { change, error };
}
