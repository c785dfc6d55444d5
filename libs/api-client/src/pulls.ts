import { client } from './generated/client.gen.js';
import { type ModelPullsEventsData, type PullDto } from './generated/index.js';
import { openStream, parseData, readMessages } from './stream.js';

const EVENTS: ModelPullsEventsData['url'] = '/api/admin/models/pulls/{pull_id}/events';

export type PullProgress = Pick<
  PullDto,
  'status' | 'phase' | 'completed' | 'total' | 'bytes_per_second' | 'eta_ms' | 'problem'
>;

/** The progress of a pull: its current state, then each change until it has ended. */
export async function* followPull(id: string, signal: AbortSignal): AsyncGenerator<PullProgress, void, undefined> {
  const url = client.buildUrl({ url: EVENTS, path: { pull_id: id } });
  const { text } = await openStream({ method: 'GET', url }, { signal });
  for await (const messages of readMessages(text)) {
    for (const message of messages) {
      if (message.kind === 'event' && message.event) yield parseData<PullProgress>(message.data);
    }
  }
}
