import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { ERROR_CODES } from '../../../common/errors/error-codes.js';
import { BASE64, MOST_IMAGES } from '../threads/message.dto.js';
import { ChatOptionsDto } from '../../inference/index.js';
import { FEEDBACKS, FINISH_REASONS } from '../threads/message.entity.js';
import {
  asArray,
  asObject,
  asText,
  asTextOrNull,
  asTime,
  isObject,
  type ImportedMessage,
  type ImportFormat,
  type Json,
} from './imported.js';
import { FORMAT } from './own-format.js';

/** Our own export. Its threads are recognised by their key and their messages. */
export const pocketLlmFormat: ImportFormat = {
  knows: (thread) => asText(thread.import_key) !== '' && Array.isArray(thread.messages),
  read: (thread) => {
    const key = asText(thread.import_key).slice(0, 300);
    return {
      key,
      originalId: key.startsWith(`${FORMAT}:`) ? key.slice(FORMAT.length + 1) : undefined,
      title: asText(thread.title),
      title_is_manual: thread.title_is_manual === true,
      system_prompt: asTextOrNull(thread.system_prompt),
      options: optionsOf(thread.options),
      pinned: thread.pinned === true,
      archived: thread.archived === true,
      created_at: asTime(thread.created_at),
      updated_at: asTime(thread.updated_at),
      active: asTextOrNull(thread.active_leaf_id),
      messages: asArray(thread.messages).filter(isObject).map(message),
    };
  },
};

function message(raw: Json): ImportedMessage {
  const error = asObject(raw.error);
  const failed = raw.status === 'failed' && asText(error.code) in ERROR_CODES;
  return {
    id: asText(raw.id),
    parent: asTextOrNull(raw.parent_id),
    role: raw.role === 'assistant' ? 'assistant' : 'user',
    content: asText(raw.content),
    thinking: asTextOrNull(raw.thinking),
    images: asArray(raw.images)
      .filter((image): image is string => typeof image === 'string' && BASE64.test(image))
      .slice(0, MOST_IMAGES),
    model: asTextOrNull(raw.model),
    created_at: asTime(raw.created_at),
    more: {
      status: failed ? 'failed' : raw.status === 'stopped' ? 'stopped' : 'complete',
      finish_reason: FINISH_REASONS.find((reason) => reason === raw.finish_reason) ?? null,
      error: failed ? { code: asText(error.code), title: asText(error.title), detail: asText(error.detail) } : null,
      usage: counts(raw.usage, ['input_tokens', 'output_tokens'], []),
      timings: counts(raw.timings, ['queue_ms', 'total_ms'], ['load_ms', 'ttft_ms', 'tokens_per_second']),
      context: counts(raw.context, ['dropped_messages'], ['window']),
      cached_from: asTime(raw.cached_from) ?? null,
      feedback: FEEDBACKS.find((feedback) => feedback === raw.feedback) ?? null,
      edited_at: asTime(raw.edited_at) ?? null,
    },
  };
}

/** A later request sends these options to a backend, so they must satisfy the rules of a request. */
function optionsOf(value: unknown): ChatOptionsDto | null {
  if (!isObject(value)) return null;
  const options = plainToInstance(ChatOptionsDto, value);
  return validateSync(options, { whitelist: true }).length === 0 ? options : null;
}

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
