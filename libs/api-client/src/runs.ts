import { client } from './generated/client.gen.js';
import {
  type ChatContinueData,
  type ChatEditData,
  type ChatEventsData,
  type ChatRegenerateData,
  type ChatSendData,
} from './generated/index.js';
import { openRun, type RunStream, type RunStreamOptions } from './stream.js';

// Typed by the contract: a route that moves does not compile here. The generated stream methods are not used, because
// they go around our client and send the request a second time after a cut.
const CHAT: ChatSendData['url'] = '/api/chat';
const REGENERATE: ChatRegenerateData['url'] = '/api/chat/messages/{message_id}/regenerate';
const EDIT: ChatEditData['url'] = '/api/chat/messages/{message_id}/edit';
const CONTINUE: ChatContinueData['url'] = '/api/chat/messages/{message_id}/continue';
const EVENTS: ChatEventsData['url'] = '/api/chat/runs/{run_id}/events';

/** Sends a prompt and reads the answer as it is written. */
export function startRun(body: ChatSendData['body'], options?: RunStreamOptions): Promise<RunStream> {
  return openRun({ method: 'POST', url: CHAT, body: { ...body, stream: true } }, options);
}

/** Asks for another answer beside `messageId`; nothing is overwritten. */
export function regenerateRun(
  messageId: string,
  body: ChatRegenerateData['body'],
  options?: RunStreamOptions,
): Promise<RunStream> {
  const url = client.buildUrl({ url: REGENERATE, path: { message_id: messageId } });
  return openRun({ method: 'POST', url, body: { ...body, stream: true } }, options);
}

/** Asks the question `messageId` in other words, beside the old one, and reads the answer. */
export function editRun(messageId: string, body: ChatEditData['body'], options?: RunStreamOptions): Promise<RunStream> {
  const url = client.buildUrl({ url: EDIT, path: { message_id: messageId } });
  return openRun({ method: 'POST', url, body: { ...body, stream: true } }, options);
}

/** Goes on with the answer `messageId` where it was cut off; its first event of text carries what was there already. */
export function continueRun(
  messageId: string,
  body: ChatContinueData['body'],
  options?: RunStreamOptions,
): Promise<RunStream> {
  const url = client.buildUrl({ url: CONTINUE, path: { message_id: messageId } });
  return openRun({ method: 'POST', url, body: { ...body, stream: true } }, options);
}

/** Reads a run from the event after `lastEventId`, or from its start. */
export function resumeRun(
  runId: string,
  lastEventId: string | undefined,
  options?: RunStreamOptions,
): Promise<RunStream> {
  const url = client.buildUrl({ url: EVENTS, path: { run_id: runId } });
  return openRun({ method: 'GET', url, lastEventId }, options);
}
