import { type DoctorStreamData } from './generated/index.js';
import { openStream, readMessages } from './stream.js';

const BEATS: DoctorStreamData['url'] = '/api/admin/doctor/stream';

/**
 * Listens to the server's five beats, 200 ms apart.
 * @returns when each arrived, in milliseconds: all at once means that something on the way keeps streams back
 */
export async function listenToBeats(signal?: AbortSignal): Promise<number[]> {
  const { text } = await openStream({ method: 'GET', url: BEATS }, { signal });
  const times: number[] = [];
  for await (const messages of readMessages(text)) {
    const now = performance.now();
    for (const message of messages) if (message.kind === 'event' && message.event === 'beat') times.push(now);
  }
  return times;
}
