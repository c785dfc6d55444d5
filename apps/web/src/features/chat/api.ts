import {
  cachePin,
  chatStop,
  messageFork,
  messageRemove,
  messageUpdate,
  presetCreate,
  presetList,
  presetRemove,
  presetUpdate,
  threadUpdate,
  type CreatePresetDto,
  type Message,
  type ThreadDetail,
  type ThreadUpdateDto,
} from '@pocket-llm/api-client';
import { queryOptions, useMutation } from '@tanstack/react-query';
import { queryClient } from '@/lib/query-client';
import { threadQuery } from '@/lib/queries';
import { broadcastThreadChange } from '@/lib/threads/tabs';
import { flushDeletes } from '@/lib/undo-delete';

export { continueRun, editRun, regenerateRun, resumeRun, startRun } from '@pocket-llm/api-client';

/** Stops a run on the server. */
export const stopRun = (runId: string) => chatStop({ path: { run_id: runId } });

let saving: Promise<unknown> = Promise.resolve();

/** Changes a thread on the server. Changes are sent one after the other, so that the latest one wins. */
export function saveThread(threadId: string, body: ThreadUpdateDto): Promise<unknown> {
  const save = () => threadUpdate({ path: { thread_id: threadId }, body });
  const saved = saving.then(save, save);
  saving = saved.catch(() => undefined);
  return saved;
}

/** Resolves once the pending changes of a thread are on the server: the next question depends on them. */
export const whenThreadsSaved = (): Promise<unknown> => saving;

function patchMessage({ id, thread_id }: Message, change: Partial<Message>): void {
  queryClient.setQueryData<ThreadDetail>(
    threadQuery(thread_id).queryKey,
    (thread) =>
      thread && {
        ...thread,
        messages: thread.messages.map((message) => (message.id === id ? { ...message, ...change } : message)),
      },
  );
}

interface MessageChange {
  message: Message;
  change: Partial<Pick<Message, 'content' | 'feedback'>>;
}

/** Changes a message optimistically; the change is rolled back if the server refuses. */
export const useChangeMessage = () =>
  useMutation({
    mutationFn: ({ message, change }: MessageChange) =>
      messageUpdate({ path: { message_id: message.id }, body: change }),
    onMutate: async ({ message, change }) => {
      await queryClient.cancelQueries({ queryKey: threadQuery(message.thread_id).queryKey });
      patchMessage(message, change);
    },
    onSuccess: ({ data }, { message }) => {
      patchMessage(message, data);
      broadcastThreadChange(message.thread_id);
    },
    onError: (_error, { message }) => patchMessage(message, message),
  });

/** Permanently removes a message and everything below it. `leaving`: the request has to outlive the page. */
export async function removeMessage({ id, thread_id }: Message, leaving: boolean): Promise<void> {
  const { queryKey } = threadQuery(thread_id);
  const fetchOptions = leaving ? { keepalive: true } : undefined;
  const { data } = await messageRemove({ path: { message_id: id }, fetchOptions });
  queryClient.setQueryData<ThreadDetail>(
    queryKey,
    (thread) => thread && { ...thread, active_leaf_id: data.active_leaf_id },
  );
  await queryClient.invalidateQueries({ queryKey });
  void queryClient.invalidateQueries({ queryKey: ['threads'] });
}

/** Creates a new thread from the conversation up to a message. Resolves with the thread. */
export const useForkThread = () =>
  useMutation({
    mutationFn: async (from: Message) => (await messageFork({ path: { message_id: from.id }, body: {} })).data,
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: ['threads'] }),
  });

/** Pins an answer in the answer cache, so that everybody who asks the same gets it. For administrators. */
export const usePinAnswer = () =>
  useMutation({
    mutationFn: (messageId: string) => cachePin({ body: { message_id: messageId } }),
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: ['cache'] }),
  });

export const presetsQuery = queryOptions({
  queryKey: ['presets'],
  queryFn: async ({ signal }) => (await presetList({ signal })).data,
});

const refreshPresets = () => queryClient.invalidateQueries({ queryKey: presetsQuery.queryKey });

export const useCreatePreset = () =>
  useMutation({
    mutationFn: async (body: CreatePresetDto) => {
      // Deleting a preset frees its name.
      await flushDeletes();
      return presetCreate({ body });
    },
    onSettled: refreshPresets,
  });

export const useUpdatePreset = () =>
  useMutation({
    mutationFn: ({ id, ...body }: Partial<CreatePresetDto> & { id: string }) =>
      presetUpdate({ path: { preset_id: id }, body }),
    onSettled: refreshPresets,
  });

/** Permanently removes a preset. `leaving`: the request has to outlive the page. */
export async function removePreset(id: string, leaving: boolean): Promise<void> {
  const fetchOptions = leaving ? { keepalive: true } : undefined;
  try {
    await presetRemove({ path: { preset_id: id }, fetchOptions });
  } finally {
    await refreshPresets();
  }
}
