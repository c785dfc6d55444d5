import { ApiError, type ApiErrorKind } from '@pocket-llm/api-client';
import i18next from 'i18next';
import { announce } from '@/lib/announce';
import { errorCopy } from '@/lib/error-copy';
import { newId } from '@/lib/new-id';
import { showToast } from '@/lib/toast';
import { clearDraft } from '../composer/drafts';
import { runStore } from '../run/chat-runs';
import { isOver } from '../run/run';
import { type NextQuestion, patchQueued, refreshThread, sendNext } from './api';
import { giveBack } from './give-back';

/** A second try under the same id asks nothing twice. */
const TRIES = 2;
/** The server may have taken the message. */
const NO_REPLY: ReadonlySet<ApiErrorKind> = new Set<ApiErrorKind>(['network', 'timeout']);

type AddBack = (text: string, images: readonly string[]) => void;

interface Sent {
  threadId: string | undefined;
  /** The run of the answer in progress: its new chat may have no thread yet. */
  runKey: string | undefined;
  prompt: string;
  images: readonly string[];
  /** Name of the model to ask; `undefined` for the default. */
  model: string | undefined;
}

/** What is being sent: one after the other, so that the order is that in which it was written. */
let last: Promise<void> = Promise.resolve();

/**
 * Sends what was written while an answer runs: it waits for the end of it, below the answer.
 * @param add adds to the message field what could not be sent, so that its text is not lost
 * @returns a promise that resolves when it is sent or given back
 */
export function queueMessage(sent: Sent, add: AddBack): Promise<void> {
  const done = last.then(() => sendOne(sent, add)).catch(() => undefined);
  last = done;
  return done;
}

async function sendOne({ threadId, runKey, prompt, images, model }: Sent, add: AddBack): Promise<void> {
  const addBack = (text: string) => add(text, images);
  const thread_id = threadId ?? (await threadOf(runKey));
  if (thread_id === undefined) return void giveBack(undefined, prompt, addBack, images);
  const question = { thread_id, prompt, images: images.length ? [...images] : undefined, model };
  const client_message_id = newId();
  const pending = {
    ...question,
    id: client_message_id,
    client_message_id,
    images: question.images ?? null,
    model: model ?? null,
    position: 0,
    held: false,
    problem: null,
    created_at: new Date().toISOString(),
  };
  await patchQueued(thread_id, (queued) => [...queued, pending]);
  try {
    const { queued_message_id: id, position } = await send({ ...question, client_message_id });
    clearDraft(thread_id, prompt);
    announce(id ? i18next.t('queue:say.added', { place: position }) : i18next.t('queue:say.asked'));
  } catch (error) {
    giveBack(thread_id, prompt, addBack, images);
    const { text } = errorCopy(error, i18next.getFixedT(null, 'common'));
    announce(text);
    void showToast(text);
  }
  // It was written in the new chat, whose draft it still is.
  if (threadId === undefined) clearDraft(undefined, prompt);
  await refreshThread(thread_id);
}

async function send(question: NextQuestion, tries = TRIES) {
  try {
    return await sendNext(question);
  } catch (error) {
    if (tries > 1 && error instanceof ApiError && NO_REPLY.has(error.kind)) return send(question, tries - 1);
    throw error;
  }
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
