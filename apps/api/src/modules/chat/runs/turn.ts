import { newId } from '../../../common/http/ids.js';
import type { FileReference } from '../../knowledge/index.js';
import type { QueuedMessage } from '../queued/queued-message.entity.js';
import { BARE_MESSAGE, type ChatMessage } from '../threads/message.entity.js';
import type { Turn } from '../threads/turn.repository.js';
import type { ChatThread } from '../threads/thread.entity.js';
import type { RegenerateRequestDto } from './chat.dto.js';
import type { RunSiblingDto } from './run.events.js';
import { titleFrom } from '../threads/title.js';

/** A turn before ids and rows exist. */
export interface Draft {
  thread: ChatThread;
  isNewThread: boolean;
  /** The title changes with the first question. */
  isRetitled?: boolean;
  /** Text, images and files of a new question; absent when an existing one is answered again. */
  question?: { prompt: string; images?: string[]; files?: FileReference[] | null; parentId: string | null };
  /** The existing question, when there is no new one. */
  questionId?: string;
  /** Set when the same request has failed before: its message with the `client_message_id`. */
  retried?: ChatMessage;
  /** Names of further models that answer the same question. */
  compareWith?: string[];
  /** The answer among those of several models whose place the new one takes. */
  replaced?: ChatMessage;
  /** Goes on showing this message: the new answer stands beside it. */
  shownId?: string;
  /** The message that waited until now, if this question is one. */
  queued?: QueuedMessage;
  /** The model that answers when the request names none; default: the thread's. */
  model?: string | null;
  useCache: boolean;
  length?: RegenerateRequestDto['length'];
}

/** A thread that is not in the database yet. */
export function newThread(userId: string, prompt: string, temporary = false): ChatThread {
  const now = new Date();
  return {
    id: newId(),
    user_id: userId,
    title: titleFrom(prompt),
    title_is_manual: false,
    model_used: null,
    message_count: 0,
    active_leaf_id: null,
    system_prompt: null,
    options: null,
    pinned: false,
    archived: false,
    temporary,
    import_key: null,
    created_at: now,
    updated_at: now,
  };
}

/** The rows of a turn: the question if it is new, and an empty answer of each model. */
export function newTurn(
  { thread, isNewThread, isRetitled, question, questionId, retried, replaced, shownId, queued }: Draft,
  models: string[],
  clientId: string | undefined,
): Turn {
  const common = { ...BARE_MESSAGE, thread_id: thread.id, user_id: thread.user_id };
  const now = new Date();
  const asked: ChatMessage | undefined = question && {
    id: newId(),
    ...common,
    parent_id: question.parentId,
    role: 'user',
    content: question.prompt.replaceAll('\0', '\uFFFD'),
    images: question.images ?? null,
    files: question.files ?? null,
    status: 'complete',
    client_message_id: clientId ?? null,
    created_at: now,
  };
  const answers = models.map((model, place): ChatMessage => ({
    id: newId(),
    ...common,
    parent_id: asked?.id ?? questionId!,
    role: 'assistant',
    content: '',
    model,
    status: 'queued',
    run_id: newId(),
    client_message_id: asked ? null : (clientId ?? null),
    created_at: now,
    compare_place: models.length > 1 ? place : (replaced?.compare_place ?? null),
  }));
  const [answer, ...others] = answers as [ChatMessage, ...ChatMessage[]];
  return {
    thread: {
      ...thread,
      ...(shownId === undefined
        ? { model_used: answer.model, active_leaf_id: answer.id }
        : { active_leaf_id: shownId }),
      updated_at: now,
    },
    question: asked,
    answer,
    others,
    isNewThread,
    isRetitled,
    retried,
    replaced,
    queued,
  };
}

/** The run of an answer beside another one. */
export const siblingOf = ({ id, run_id, model }: ChatMessage): RunSiblingDto => ({
  run_id: run_id!,
  message_id: id,
  model: model ?? '',
});
