import { audioGet, audioSpeech, audioTranscriptions } from '@pocket-llm/api-client';
import { queryOptions } from '@tanstack/react-query';

/** Whether the portal has an audio server. That changes with its configuration only. */
export const audioQuery = queryOptions({
  queryKey: ['audio'],
  queryFn: async ({ signal }) => (await audioGet({ signal })).data,
  staleTime: Infinity,
});

// Without a time limit of its own: a long text or recording takes the audio server minutes, and the portal has a limit.

/** The sound of a text, as a file. */
export const readAloud = async (text: string, signal: AbortSignal): Promise<ArrayBuffer> =>
  ((await audioSpeech({ body: { text }, signal, timeout: 0 })).data as Blob).arrayBuffer();

/** What is said in a recording, in the language in which it is said. */
export async function writeDown(recording: Blob, signal: AbortSignal): Promise<string> {
  // Put together here: what axios has for forms is left out of the build.
  const boundary = `form-${crypto.randomUUID()}`;
  const field = (head: string) => `--${boundary}\r\nContent-Disposition: form-data; name=${head}\r\n\r\n`;
  const form = new Blob([
    field(
      `"file"; filename="dictation.${/mp4/.test(recording.type) ? 'mp4' : 'webm'}"\r\nContent-Type: ${recording.type || 'audio/webm'}`,
    ),
    recording,
    `\r\n--${boundary}--\r\n`,
  ]);
  const { data } = await audioTranscriptions({
    body: form as never,
    bodySerializer: null,
    headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` },
    signal,
    timeout: 0,
  });
  return data.text;
}
