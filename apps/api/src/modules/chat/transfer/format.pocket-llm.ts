import type { Usage } from '../../../llm/index.js';
import { ERROR_CODES } from '../../../common/errors/error-codes.js';
import { FEEDBACKS, FINISH_REASONS } from '../threads/message.entity.js';
import {
  asArray,
  asMessages,
  asObject,
  asText,
  asTextOrNull,
  asTexts,
  asTime,
  isObject,
  type ImportedMessage,
  type ImportFormat,
  type Json,
} from './imported.js';
import { documentColumns } from './document-columns.js';
import { optionsOf } from './options.js';
import { FORMAT } from './own-format.js';

/** Our own export. Its threads are recognised by their key and their messages. */
export const pocketLlmFormat: ImportFormat = {
  knows: (thread) => asText(thread.import_key) !== '' && Array.isArray(thread.messages),
  read: (thread, left) => {
    const key = asText(thread.import_key).slice(0, 300);
    return {
      key,
      originalId: key.startsWith(`${FORMAT}:`) ? key.slice(FORMAT.length + 1) : undefined,
      title: asText(thread.title),
      title_is_manual: thread.title_is_manual === true,
      model_used: asTextOrNull(thread.model_used),
      system_prompt: asTextOrNull(thread.system_prompt),
      options: optionsOf(thread.options),
      pinned: thread.pinned === true,
      archived: thread.archived === true,
      created_at: asTime(thread.created_at),
      updated_at: asTime(thread.updated_at),
      active: asTextOrNull(thread.active_leaf_id),
      messages: asMessages(asArray(thread.messages), left).map(message),
    };
  },
};

/** An answer that was being written when the file was made stays as far as it had come. */
const UNFINISHED = new Set<unknown>(['stopped', 'queued', 'running', 'failed']);

function message(raw: Json): ImportedMessage {
  const error = asObject(raw.error);
  const failed = raw.status === 'failed' && Object.hasOwn(ERROR_CODES, asText(error.code));
  const isCutOff = raw.status === 'queued' || raw.status === 'running';
  return {
    id: asText(raw.id),
    parent: asTextOrNull(raw.parent_id),
    role: raw.role === 'assistant' ? 'assistant' : 'user',
    content: asText(raw.content),
    thinking: asTextOrNull(raw.thinking),
    images: asTexts(raw.images),
    model: asTextOrNull(raw.model),
    created_at: asTime(raw.created_at),
    isKept: true,
    more: {
      status: failed ? 'failed' : UNFINISHED.has(raw.status) ? 'stopped' : 'complete',
      finish_reason: FINISH_REASONS.find((reason) => reason === raw.finish_reason) ?? (isCutOff ? 'stopped' : null),
      error: failed ? { code: asText(error.code), title: clean(error.title), detail: clean(error.detail) } : null,
      usage: usageOf(raw.usage),
      timings: counts(
        raw.timings,
        ['queue_ms', 'total_ms'],
        ['load_ms', 'ttft_ms', 'thinking_ms', 'tokens_per_second'],
      ),
      context: counts(raw.context, ['dropped_messages'], ['window']),
      fallback_for: typeof raw.fallback_for === 'string' ? clean(raw.fallback_for) : null,
      cached_from: asTime(raw.cached_from) ?? null,
      feedback: FEEDBACKS.find((feedback) => feedback === raw.feedback) ?? null,
      edited_at: asTime(raw.edited_at) ?? null,
      ...documentColumns(raw),
    },
  };
}

function usageOf(value: unknown): Usage | null {
  const usage = counts(value, ['input_tokens', 'output_tokens'], []);
  return usage && asObject(value).estimated === true ? { ...usage, estimated: true } : usage;
}

/** The database takes neither NUL nor half a character, not in JSON either. */
const clean = (value: unknown): string => asText(value).replaceAll('\0', '\uFFFD').toWellFormed();

/** An object of numbers, `null` for anything else. */
function counts<R extends string, O extends string>(
  value: unknown,
  required: R[],
  optional: O[],
): (Record<R, number> & Record<O, number | null>) | null {
  if (!isObject(value) || !required.every((name) => typeof value[name] === 'number')) return null;
  const figures = [...required, ...optional].map((name) => [
    name,
    typeof value[name] === 'number' ? value[name] : null,
  ]);
  return Object.fromEntries(figures) as Record<R, number> & Record<O, number | null>;
}
