import { client } from './generated/client.gen.js';
import { type FileDto, type FileFollowData } from './generated/index.js';
import { openStream, parseData, readMessages } from './stream.js';

const EVENTS: FileFollowData['url'] = '/api/files/events';

/** What becomes of files: as they are, then each change, until none is under way; `gone` is one that is not there. */
export async function* followFiles(
  ids: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<{ file: FileDto } | { gone: string }, void, undefined> {
  const url = client.buildUrl({ url: EVENTS, query: { id: [...ids] } });
  const { text } = await openStream({ method: 'GET', url }, { signal });
  for await (const messages of readMessages(text)) {
    for (const message of messages) {
      if (message.kind !== 'event') continue;
      if (message.event === 'gone') yield { gone: parseData<{ id: string }>(message.data).id };
      else yield { file: parseData<FileDto>(message.data) };
    }
  }
}
