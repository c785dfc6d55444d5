import {
  backupCreate,
  backupRestore,
  doctorConnection,
  doctorExamine,
  type DoctorDto,
  listenToBeats,
  refreshSession,
  sessionRefusal,
} from '@pocket-llm/api-client';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { download, fileNameOf } from '@/lib/download';
import { withConfirmation } from '@/lib/with-confirmation';

interface Examination {
  checks: DoctorDto['checks'];
  /** Milliseconds by which the clock of this browser is ahead of the server's. */
  ahead: number;
  /** When the examination finished, as an ISO time. */
  at: string;
}

export const doctorQuery = queryOptions({
  queryKey: ['doctor'],
  queryFn: async ({ signal }): Promise<Examination> => {
    const { data } = await doctorExamine({ signal });
    return { checks: data.checks, ahead: Date.now() - new Date(data.now).getTime(), at: new Date().toISOString() };
  },
  staleTime: 0,
});

/** What the server believes about this page, compared with what the browser shows. */
export const connectionQuery = queryOptions({
  queryKey: ['doctor', 'connection'],
  queryFn: async ({ signal }) =>
    (await doctorConnection({ query: { origin: window.location.origin }, signal })).data.checks,
  staleTime: 0,
});

/** Whether a reload would keep this session, tried with the cookie as a reload tries it; a refusal says why not. */
export const reloadQuery = queryOptions({
  queryKey: ['doctor', 'reload'],
  queryFn: async () => {
    const session = await refreshSession();
    return { kept: session !== null, refusal: sessionRefusal()?.detail };
  },
  staleTime: 0,
  retry: false,
});

/** The times, in milliseconds, at which the server's beats arrived. */
export const beatsQuery = queryOptions({
  queryKey: ['doctor', 'beats'],
  queryFn: ({ signal }) => listenToBeats(signal),
  staleTime: 0,
  retry: false,
});

/** The first attempt is without a reason: the reply that misses it opens the dialog that asks for one. */
const query = ({ reason = '' }: { reason?: string }) => ({ reason });

/** Downloads the whole database as a file. */
export function useDownloadBackup() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const { data, headers } = await withConfirmation((answers) =>
        backupCreate({ query: query(answers), responseType: 'blob', timeout: 0 }),
      );
      download(fileNameOf(headers['content-disposition'], 'pocket-llm.backup.gz'), data as unknown as Blob);
    },
    onSuccess: () => client.invalidateQueries({ queryKey: doctorQuery.queryKey, exact: true }),
  });
}

/** Replaces the whole database by a backup. All sessions end. */
export const useRestoreBackup = () =>
  useMutation({
    mutationFn: async (file: File) =>
      (await withConfirmation((answers) => backupRestore({ body: file, query: query(answers), timeout: 0 }))).data,
  });
