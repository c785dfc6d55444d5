import { ApiError } from './api-error.js';
import { isRunEventType, type RunEvent } from './events.js';
import { client } from './generated/client.gen.js';
import {
  type ChatContinueData,
  type ChatEditData,
  type ChatEventsData,
  type ChatRegenerateData,
  type ChatSendData,
} from './generated/index.js';
import { openStream, parseData, readMessages, type StreamOptions, type StreamRequest } from './stream.js';

// Typed by the contract: if a route moves, this does not compile. The generated stream methods are unsuitable, because
// they bypass our client and repeat the request when the connection breaks.
const CHAT: ChatSendData['url'] = '/api/chat';
const REGENERATE: ChatRegenerateData['url'] = '/api/chat/messages/{message_id}/regenerate';
const EDIT: ChatEditData['url'] = '/api/chat/messages/{message_id}/edit';
const CONTINUE: ChatContinueData['url'] = '/api/chat/messages/{message_id}/continue';
const EVENTS: ChatEventsData['url'] = '/api/chat/runs/{run_id}/events';

/** A run in progress. Aborting its signal only detaches: the run continues on the server until it is stopped. */
export interface RunStream {
  /** From the `X-Run-Id` header, known before the first event. */
  runId: string | undefined;
  events: AsyncGenerator<RunEvent, void, undefined>;
}

/** Sends a request that starts or joins a run, and reads its events. Rejects on a refusal before the first byte. */
export async function openRun(request: StreamRequest, options?: StreamOptions): Promise<RunStream> {
  const { header, text } = await openStream(request, options);
  return { runId: header('x-run-id'), events: readRun(text) };
}

/**
 * The typed events of a run. Ends after `done` or `error`; throws if the stream ends earlier, so that the caller
 * resumes.
 */
export async function* readRun(text: AsyncIterable<string>): AsyncGenerator<RunEvent, void, undefined> {
  for await (const messages of readMessages(text)) {
    for (const message of messages) {
      if (message.kind === 'comment' || !isRunEventType(message.event)) continue;
      const { event: type, id } = message;
      yield { type, id, data: parseData(message.data) } as RunEvent;
      if (type === 'done' || type === 'error') return;
    }
  }
  throw new ApiError({ kind: 'network' });
}

/** Sends a prompt and streams the answer. */
export function startRun(body: ChatSendData['body'], options?: StreamOptions): Promise<RunStream> {
  return openRun({ method: 'POST', url: CHAT, body: { ...body, stream: true } }, options);
}

/** Regenerates the answer `messageId` as another version; nothing is overwritten. */
export function regenerateRun(
  messageId: string,
  body: ChatRegenerateData['body'],
  options?: StreamOptions,
): Promise<RunStream> {
  const url = client.buildUrl({ url: REGENERATE, path: { message_id: messageId } });
  return openRun({ method: 'POST', url, body: { ...body, stream: true } }, options);
}

/** Edits the question `messageId` as another version, and streams its answer. */
export function editRun(messageId: string, body: ChatEditData['body'], options?: StreamOptions): Promise<RunStream> {
  const url = client.buildUrl({ url: EDIT, path: { message_id: messageId } });
  return openRun({ method: 'POST', url, body: { ...body, stream: true } }, options);
}

/** Continues the answer `messageId` where it stopped. Its first text event contains the existing text. */
export function continueRun(
  messageId: string,
  body: ChatContinueData['body'],
  options?: StreamOptions,
): Promise<RunStream> {
  const url = client.buildUrl({ url: CONTINUE, path: { message_id: messageId } });
  return openRun({ method: 'POST', url, body: { ...body, stream: true } }, options);
}

/** Joins a run after `lastEventId`, or from its start. */
export function resumeRun(runId: string, lastEventId: string | undefined, options?: StreamOptions): Promise<RunStream> {
  const url = client.buildUrl({ url: EVENTS, path: { run_id: runId } });
  return openRun({ method: 'GET', url, lastEventId }, options);
}
