import { createParser } from 'eventsource-parser';
import { type DoctorStreamData } from './generated/index.js';
import { ApiError } from './api-error.js';
import { http } from './http.js';

const BEATS: DoctorStreamData['url'] = '/api/admin/doctor/stream';

/**
 * Listens to the server's five beats, 200 ms apart.
 * @returns when each arrived, in milliseconds: all at once means that something on the way keeps streams back
 */
export async function listenToBeats(signal?: AbortSignal): Promise<number[]> {
  const response = await http.get<ReadableStream<Uint8Array>>(BEATS, {
    responseType: 'stream',
    signal,
    headers: { Accept: 'text/event-stream' },
  });
  if (typeof response.data?.getReader !== 'function') throw new ApiError({ kind: 'protocol' });
  const times: number[] = [];
  const parser = createParser({ onEvent: ({ event }) => event === 'beat' && void times.push(performance.now()) });
  const decoder = new TextDecoder();
  const reader = response.data.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return times;
    parser.feed(decoder.decode(value, { stream: true }));
  }
}
