import {
  authChangePassword,
  authEndSession,
  authListSessions,
  authUpdateMe,
  eraseErase,
  fileContent,
  fileList,
  fileRemove,
  fileStorage,
  type Instructions,
  instructionsRead,
  instructionsSave,
  nextCursor,
  privacyAccess,
  privacyRetention,
  type PushDeviceDto,
  pushRemove,
  pushState,
  pushSubscribe,
  transferExport,
  transferImport,
} from '@pocket-llm/api-client';
import i18next from 'i18next';
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { download, fileNameOf } from '@/lib/download';
import { queryClient } from '@/lib/query-client';
import { currentUser, forgetSession, setUser } from '@/lib/session';
import { withConfirmation } from '@/lib/with-confirmation';
import { subscribeBrowser, unsubscribeBrowser } from './push-browser';

/** The account's sessions. */
export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: async ({ signal }) => (await authListSessions({ signal })).data,
});

function useRefreshSessions() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey });
}

export const useEndSession = () =>
  useMutation({
    mutationFn: (sessionId: string) => authEndSession({ path: { session_id: sessionId } }),
    onSettled: useRefreshSessions(),
  });

/** Who could read the person's chats past their own pages. */
export const chatAccessQuery = queryOptions({
  queryKey: ['chat-access'],
  queryFn: async ({ signal }) => (await privacyAccess({ signal })).data,
});

/** What the person wants every model to know. */
export const instructionsQuery = queryOptions({
  queryKey: ['instructions'],
  queryFn: async ({ signal }) => (await instructionsRead({ signal })).data,
});

export function useSaveInstructions() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: Instructions) => (await instructionsSave({ body })).data,
    onSuccess: (saved) => client.setQueryData(instructionsQuery.queryKey, saved),
  });
}

/** The devices that are told when an answer is ready. */
export const pushQuery = queryOptions({
  queryKey: ['push'],
  queryFn: async ({ signal }) => (await pushState({ signal })).data,
});

/** Asks the browser, and tells the server about it. */
export function useSubscribe() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ publicKey, withTitle }: { publicKey: string; withTitle: boolean }) => {
      const browser = await subscribeBrowser(publicKey, i18next.t('settings:push.ready'));
      return (await pushSubscribe({ body: { ...browser, with_title: withTitle } })).data;
    },
    onSuccess: (state) => client.setQueryData(pushQuery.queryKey, state),
  });
}

export function useRemovePushDevice() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, current }: PushDeviceDto) => {
      await pushRemove({ path: { device_id: id } });
      if (current) await unsubscribeBrowser();
    },
    onSettled: () => client.invalidateQueries({ queryKey: pushQuery.queryKey }),
  });
}

/** How long what is kept, as the administrator has set it. */
export const retentionQuery = queryOptions({
  queryKey: ['retention'],
  queryFn: async ({ signal }) => (await privacyRetention({ signal })).data,
});

/** Changes the person's password, which signs out all other devices. */
export function useChangePassword() {
  const refreshSessions = useRefreshSessions();
  return useMutation({
    mutationFn: (body: { current_password: string; new_password: string }) => authChangePassword({ body }),
    onSuccess: () => {
      const user = currentUser();
      if (user) setUser({ ...user, must_change_password: false });
      void refreshSessions();
    },
  });
}

/** Changes the person's name and e-mail address. */
export const useUpdateProfile = () =>
  useMutation({
    mutationFn: async (body: { username: string; email: string }) =>
      (await withConfirmation(() => authUpdateMe({ body }))).data,
    onSuccess: setUser,
  });

/** Erases the person's own account, and forgets it on this device. */
export const useEraseAccount = () =>
  useMutation({
    mutationFn: () => withConfirmation(() => eraseErase()),
    onSuccess: forgetSession,
  });

/** Exports everything that the person has written, as a file; as several if it is more than an import may have. */
export const useExportData = () =>
  useMutation({
    mutationFn: async () => {
      let cursor: string | undefined;
      for (let number = 1; ; number++) {
        const { data, headers } = await transferExport({ responseType: 'blob', timeout: 0, query: { cursor } });
        const file = data as unknown as Blob;
        cursor = NEXT_FILE.exec(await file.slice(-NEXT_CHARS).text())?.[1];
        const name = fileNameOf(headers['content-disposition'], 'pocket-llm.json');
        download(number === 1 && !cursor ? name : name.replace(/(\.json)?$/, `-${number}.json`), file);
        if (!cursor) return;
      }
    },
  });

/** The end of a file that is not the last one. */
const NEXT_FILE = /"next":"[^"]*cursor=([^"]+)"\}\s*$/;
const NEXT_CHARS = 200;

/** Imports one part of a file, which the browser reads from the disk. */
export const importPart = async (part: Blob) =>
  (await transferImport({ body: part as unknown as Parameters<typeof transferImport>[0]['body'], timeout: 0 })).data;

/** The person's files by a part of their name, newest first. */
export const filesQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: ['files', 'own', q],
    queryFn: async ({ pageParam, signal }) => {
      const { data, headers } = await fileList({ query: { q: q || undefined, cursor: pageParam }, signal });
      return { rows: data, next: nextCursor(headers['link']) };
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    // Some of them may be on their way.
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ rows }) => rows.some((one) => /^(uploading|queued|parsing)$/.test(one.state)))
        ? 3_000
        : false,
  });

/** What the person's files take, and may take. */
export const storageQuery = queryOptions({
  queryKey: ['files', 'storage'],
  queryFn: async ({ signal }) => (await fileStorage({ signal })).data,
});

/** Deletes a file. Resolves when the lists that showed it are read again. */
export async function deleteFile(id: string, leaving: boolean): Promise<void> {
  const fetchOptions = leaving ? { keepalive: true } : undefined;
  const removing = fileRemove({ path: { stored_file_id: id }, fetchOptions });
  await removing.finally(() => queryClient.invalidateQueries({ queryKey: ['files'] }));
}

/** Saves a file on the device. */
export async function saveFile({ id, name }: { id: string; name: string }): Promise<void> {
  const { data } = await fileContent({ path: { stored_file_id: id }, responseType: 'blob', timeout: 0 });
  download(name, data as Blob);
}
