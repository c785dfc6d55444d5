import { fileContent, filePage } from '@pocket-llm/api-client';
import { queryOptions } from '@tanstack/react-query';

/** A document keeps its bytes and its text for ever, or is removed. */
const KEPT_MS = 10 * 60_000;

export const sourcePageQuery = (id: string, page: number) =>
  queryOptions({
    queryKey: ['files', id, 'page', page],
    queryFn: async ({ signal }) => (await filePage({ path: { stored_file_id: id, page }, signal })).data,
    staleTime: KEPT_MS,
    retry: false,
  });

/** Bytes of a file from `begin` up to, not including, `end`. */
export async function readBytes(id: string, begin: number, end: number): Promise<Uint8Array> {
  const { data } = await fileContent({
    path: { stored_file_id: id },
    headers: { range: `bytes=${begin}-${end - 1}` },
    responseType: 'arraybuffer',
  });
  return new Uint8Array(data as unknown as ArrayBuffer);
}

/** All of a file, to be saved. */
export const readFile = async (id: string): Promise<Blob> =>
  (await fileContent({ path: { stored_file_id: id }, responseType: 'blob', timeout: 0 })).data as Blob;
