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

// Typed by the contract: a route that moves does not compile here. The generated stream methods are not used, because
// they go around our client and send the request a second time after a cut.
const CHAT: ChatSendData['url'] = '/api/chat';
const REGENERATE: ChatRegenerateData['url'] = '/api/chat/messages/{message_id}/regenerate';
const EDIT: ChatEditData['url'] = '/api/chat/messages/{message_id}/edit';
const CONTINUE: ChatContinueData['url'] = '/api/chat/messages/{message_id}/continue';
const EVENTS: ChatEventsData['url'] = '/api/chat/runs/{run_id}/events';

/** An answer being written. Aborting its signal only detaches: the run goes on at the server until it is stopped. */
export interface RunStream {
  /** From the reply's `X-Run-Id`, known before the first event. */
  runId: string | undefined;
  events: AsyncGenerator<RunEvent, void, undefined>;
}

/** Starts a request whose answer is a run, and reads the run's events. A refusal before the first byte rejects here. */
export async function openRun(request: StreamRequest, options?: StreamOptions): Promise<RunStream> {
  const { header, text } = await openStream(request, options);
  return { runId: header('x-run-id'), events: readRun(text) };
}

/**
 * The typed events of a run. Ends after `done` or `error`; a stream that ends before either throws, so that the caller
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

/** Sends a prompt and reads the answer as it is written. */
export function startRun(body: ChatSendData['body'], options?: StreamOptions): Promise<RunStream> {
  return openRun({ method: 'POST', url: CHAT, body: { ...body, stream: true } }, options);
}

/** Asks for another answer beside `messageId`; nothing is overwritten. */
export function regenerateRun(
  messageId: string,
  body: ChatRegenerateData['body'],
  options?: StreamOptions,
): Promise<RunStream> {
  const url = client.buildUrl({ url: REGENERATE, path: { message_id: messageId } });
  return openRun({ method: 'POST', url, body: { ...body, stream: true } }, options);
}

/** Asks the question `messageId` in other words, beside the old one, and reads the answer. */
export function editRun(messageId: string, body: ChatEditData['body'], options?: StreamOptions): Promise<RunStream> {
  const url = client.buildUrl({ url: EDIT, path: { message_id: messageId } });
  return openRun({ method: 'POST', url, body: { ...body, stream: true } }, options);
}

/** Goes on with the answer `messageId` where it was cut off; its first event of text carries what was there already. */
export function continueRun(
  messageId: string,
  body: ChatContinueData['body'],
  options?: StreamOptions,
): Promise<RunStream> {
  const url = client.buildUrl({ url: CONTINUE, path: { message_id: messageId } });
  return openRun({ method: 'POST', url, body: { ...body, stream: true } }, options);
}

/** Reads a run from the event after `lastEventId`, or from its start. */
export function resumeRun(runId: string, lastEventId: string | undefined, options?: StreamOptions): Promise<RunStream> {
  const url = client.buildUrl({ url: EVENTS, path: { run_id: runId } });
  return openRun({ method: 'GET', url, lastEventId }, options);
}
