import { transferExportThread, type ExportFormat } from '@pocket-llm/api-client';
import { download, fileNameOf } from '../download';

const TYPES = { json: 'application/json', md: 'text/markdown' } as const;
/** Limit of parallel requests, so that exporting hundreds of threads does not send hundreds at once. */
const MAX_PARALLEL = 4;

/** A file from the server, as text. */
async function read(threadId: string, format: ExportFormat): Promise<{ name: string; text: string }> {
  const { data, headers } = await transferExportThread({
    path: { thread_id: threadId },
    query: { format },
    responseType: 'text',
  });
  // The OpenAPI document describes the meaning of this text.
  return { name: fileNameOf(headers['content-disposition'], `chat.${format}`), text: data as unknown as string };
}

/** Saves threads as one file: JSON that can be imported again, or Markdown for reading. */
export async function exportThreads(ids: readonly string[], format: ExportFormat): Promise<void> {
  const files: { name: string; text: string }[] = [];
  for (let from = 0; from < ids.length; from += MAX_PARALLEL)
    files.push(...(await Promise.all(ids.slice(from, from + MAX_PARALLEL).map((id) => read(id, format)))));
  const name = files.length === 1 ? files[0]!.name : `pocket-llm-${new Date().toISOString().slice(0, 10)}.${format}`;
  const texts = files.map(({ text }) => text);
  download(
    name,
    format === 'json' ? joinJson(texts) : texts.map((text) => text.trim()).join('\n\n---\n\n') + '\n',
    TYPES[format],
  );
}

/** Merges several exports into one of the same format. */
export function joinJson(texts: readonly string[]): string {
  const files = texts.map((text) => JSON.parse(text) as { threads: unknown[] });
  return `${JSON.stringify({ ...files[0], threads: files.flatMap(({ threads }) => threads) })}\n`;
}
