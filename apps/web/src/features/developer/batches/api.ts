import {
  openAiBatchesCancel,
  openAiBatchesList,
  type OpenAiBatchesListResponse,
  openAiFilesContent,
  openAiFilesList,
  type OpenAiFilesListResponse,
} from '@pocket-llm/api-client';
import { keepPreviousData, queryOptions, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { download } from '@/lib/download';

const PAGE_SIZE = 20;
/** How often the list is read while a batch goes on. */
const REFRESH_MS = 3_000;

export type Batch = OpenAiBatchesListResponse['data'][number];

const OVER: ReadonlySet<Batch['status']> = new Set(['completed', 'failed', 'expired', 'cancelled']);
export const isOver = ({ status }: Batch): boolean => OVER.has(status);

const BATCHES = ['batches'];

/** The person's batches, newest first. */
export const useBatches = () =>
  useInfiniteQuery({
    queryKey: BATCHES,
    queryFn: async ({ pageParam, signal }) =>
      (await openAiBatchesList({ query: { limit: PAGE_SIZE, after: pageParam }, signal })).data,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ has_more, last_id }) => (has_more ? (last_id ?? undefined) : undefined),
    refetchInterval: ({ state }) => (state.data?.pages.some(({ data }) => !data.every(isOver)) ? REFRESH_MS : false),
  });

export type BatchFile = OpenAiFilesListResponse['data'][number];

/** The person's files by their ids. @param over how many batches are over: each has new ones */
export const filesQuery = (over: number) =>
  queryOptions({
    queryKey: ['batch-files', over],
    queryFn: async ({ signal }) => {
      const { data } = (await openAiFilesList({ signal })).data;
      return new Map(data.map((file) => [file.id, file]));
    },
    placeholderData: keepPreviousData,
  });

export function useCancelBatch() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => openAiBatchesCancel({ path: { batch_id: id } }),
    onSettled: () => client.invalidateQueries({ queryKey: BATCHES }),
  });
}

/** Saves a file of results. */
export const useSaveFile = () =>
  useMutation({
    mutationFn: async ({ id, name }: { id: string; name: string }) => {
      const { data } = await openAiFilesContent({ path: { file_id: id }, responseType: 'blob', timeout: 0 });
      download(name, data as unknown as Blob);
    },
  });
