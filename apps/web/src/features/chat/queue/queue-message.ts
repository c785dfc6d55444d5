import {
  ApiError,
  type ApiErrorKind,
  type MessageFileDto,
  type QueuedMessage,
  type QueuedReply,
} from '@pocket-llm/api-client';
import i18next from 'i18next';
import { announce } from '@/lib/announce';
import { errorCopy } from '@/lib/error-copy';
import { newId } from '@/lib/new-id';
import { onForget } from '@/lib/session';
import { showToast } from '@/lib/toast';
import { clearDraft } from '../composer/drafts';
import { runStore } from '../run/chat-runs';
import { isOver } from '../run/run';
import { keyOf, type NextQuestion, patchQueued, refreshThread, sendNext } from './api';
import { giveBack } from './give-back';

/** The second try without a reply comes at once; before each further one there is a pause. */
const RETRY_MS = 5_000;
/** The server may have taken the message. */
const NO_REPLY: ReadonlySet<ApiErrorKind> = new Set<ApiErrorKind>(['network', 'timeout']);

type AddBack = (text: string, images: readonly string[], files: readonly MessageFileDto[]) => void;

interface Sent {
  threadId: string | undefined;
  /** The run of the answer in progress: its new chat may have no thread yet. */
  runKey: string | undefined;
  prompt: string;
  images: readonly string[];
  files: readonly MessageFileDto[];
  /** Name of the model to ask; `undefined` for the default. */
  model: string | undefined;
}

/** What is being sent: one after the other, so that the order is that in which it was written. */
let last: Promise<void> = Promise.resolve();

/** Ends when the person signs out: then nothing is sent any more. */
let stay = new AbortController();
onForget(() => {
  stay.abort();
  stay = new AbortController();
});

/**
 * Sends what was written while an answer runs: it waits for the end of it, below the answer.
 * @param add adds to the message field what could not be sent, so that its text is not lost
 * @returns a promise that resolves when it is sent or given back
 */
export function queueMessage(sent: Sent, add: AddBack): Promise<void> {
  const { signal } = stay;
  const done = last.then(() => sendOne(sent, add, signal)).catch(() => undefined);
  last = done;
  return done;
}

async function sendOne(sent: Sent, add: AddBack, signal: AbortSignal): Promise<void> {
  const { threadId, runKey, prompt, images, files, model } = sent;
  const addBack = (text: string) => add(text, images, files);
  const thread_id = threadId ?? (await threadOf(runKey));
  if (thread_id === undefined) return void giveBack(undefined, prompt, addBack, images, files);
  const question = { thread_id, prompt, images: images.length ? [...images] : undefined, model };
  const file_ids = files.map(({ id }) => id);
  const client_message_id = newId();
  const pending = {
    ...question,
    id: client_message_id,
    client_message_id,
    images: question.images ?? null,
    files: files.length > 0 ? [...files] : null,
    model: model ?? null,
    position: 0,
    held: false,
    problem: null,
    created_at: new Date().toISOString(),
  };
  await show(pending);
  try {
    const reply = await send({ ...question, file_ids, client_message_id }, pending, signal);
    if (!reply) return;
    const { queued_message_id: id, position } = reply;
    clearDraft(thread_id, prompt);
    announce(id ? i18next.t('queue:say.added', { place: position }) : i18next.t('queue:say.asked'));
  } catch (error) {
    giveBack(thread_id, prompt, addBack, images, files);
    tell(error);
  }
  // It was written in the new chat, whose draft it still is.
  if (threadId === undefined) clearDraft(undefined, prompt);
  await refreshThread(thread_id);
}

/**
 * Sends until the server has said whether it takes the message, always under the same id: that asks nothing twice. A
 * text that was given back without a reply would be sent as another message.
 * @returns `undefined` when the person signed out before
 */
async function send(
  question: NextQuestion,
  pending: QueuedMessage,
  signal: AbortSignal,
): Promise<QueuedReply | undefined> {
  for (let tries = 1; !signal.aborted; tries += 1) {
    try {
      return await sendNext(question);
    } catch (error) {
      if (!(error instanceof ApiError && NO_REPLY.has(error.kind))) throw error;
      if (tries === 1) continue;
      if (tries === 2) tell(error);
      await pause(signal);
      // Reading the thread again has removed it from the screen, if the server has not taken it.
      if (!signal.aborted) await show(pending);
    }
  }
  return undefined;
}

const show = (pending: QueuedMessage): Promise<void> =>
  patchQueued(pending.thread_id, (queued) =>
    queued.some((one) => keyOf(one) === keyOf(pending)) ? [...queued] : [...queued, pending],
  );

function tell(error: unknown): void {
  const { text } = errorCopy(error, i18next.getFixedT(null, 'common'));
  announce(text);
  void showToast(text);
}

/** Resolves some seconds later, or as soon as the network is back or the signal ends. */
function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = new AbortController();
    const done = () => {
      clearTimeout(timer);
      over.abort();
      resolve();
    };
    const timer = setTimeout(done, RETRY_MS);
    window.addEventListener('online', done, { signal: over.signal });
    signal.addEventListener('abort', done, { signal: over.signal });
  });
}

/** The thread of a run, once the server has made it; undefined when the run ended without one. */
function threadOf(runKey: string | undefined): Promise<string | undefined> {
  return new Promise((resolve) => {
    const look = () => {
      const run = runKey === undefined ? undefined : runStore.get(runKey);
      if (run && !run.threadId && !isOver(run.phase)) return;
      stop();
      resolve(run?.threadId);
    };
    const stop = runStore.subscribe(look);
    look();
  });
}
