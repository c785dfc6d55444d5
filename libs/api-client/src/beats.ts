import { type DoctorStreamData } from './generated/index.js';
import { openStream, readMessages } from './stream.js';

const BEATS: DoctorStreamData['url'] = '/api/admin/doctor/stream';

/**
 * Receives the server's five beats, sent 200 ms apart.
 * @returns when each arrived, in milliseconds. If all arrived at once, a proxy buffers streams
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
