import { fileAppend, type FileDto, fileFind, fileRemove, fileRetry, fileUpload } from '@pocket-llm/api-client';
import { queryOptions } from '@tanstack/react-query';

/** Longest time that the bytes of one request may take. */
const APPEND_TIMEOUT_MS = 110_000;

/** Begins an upload. */
export const beginUpload = async (
  { name, size }: Pick<File, 'name' | 'size'>,
  temporary: boolean,
  signal: AbortSignal,
): Promise<FileDto> => (await fileUpload({ body: { name, bytes: size, temporary }, signal })).data;

/** Sends bytes from where the upload is. */
export const sendBytes = async (id: string, offset: number, bytes: Blob, signal: AbortSignal): Promise<FileDto> =>
  (
    await fileAppend({
      path: { stored_file_id: id },
      body: bytes,
      bodySerializer: null,
      headers: { 'Upload-Offset': String(offset), 'Content-Type': 'application/offset+octet-stream' },
      signal,
      timeout: APPEND_TIMEOUT_MS,
    })
  ).data;

export const findFile = async (id: string, signal?: AbortSignal): Promise<FileDto> =>
  (await fileFind({ path: { stored_file_id: id }, signal })).data;

export const removeFile = (id: string): Promise<unknown> => fileRemove({ path: { stored_file_id: id } });

export const retryFile = async (id: string): Promise<FileDto> =>
  (await fileRetry({ path: { stored_file_id: id } })).data;

/** A file of a question: null if it was deleted since. */
export const fileQuery = (id: string) =>
  queryOptions({
    queryKey: ['files', id],
    queryFn: ({ signal }) =>
      findFile(id, signal).catch((error: { kind?: string }) => {
        if (error.kind === 'not-found') return null;
        throw error;
      }),
    staleTime: 60_000,
  });
