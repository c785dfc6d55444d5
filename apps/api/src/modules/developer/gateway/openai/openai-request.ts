import {
  bodyOf,
  isFlag,
  isInteger,
  isObject,
  isText,
  isTexts,
  optional,
  refuse,
  required,
  type Json,
} from '../fields.js';
import { ignoredFields } from '../field-table.js';
import type { AnswerRequest, GatewayRequest } from '../gateway.format.js';
import { CHAT_FIELDS, TEXT_FIELDS } from './openai-fields.js';
import { readMessages } from './openai-messages.js';
import { readEffort, readFormat, readOptions, readTemplateVariables } from './openai-options.js';
import { readToolUse } from './openai-tools.js';

/** Parsed request of a completion. */
export interface CompletionRequest extends GatewayRequest {
  /** Whether the stream ends with the token usage. */
  includeUsage: boolean;
  /** Whether calls are reported in the older form, as they were asked for. */
  legacyCalls: boolean;
}

const MAX_ANSWERS = 8;
const NAMES = { template_kwargs: 'chat_template_kwargs', think: 'reasoning_effort', text: 'prompt' };

/** Parses a body of `POST /v1/chat/completions`. @throws DomainError `request.invalid` with the field */
export function readChatCompletion(raw: unknown): CompletionRequest {
  const body = bodyOf(raw);
  const ignored = ignoredFields(body, CHAT_FIELDS);
  const think = readEffort(body.reasoning_effort, 'reasoning_effort');
  const request: AnswerRequest = {
    messages: readMessages(body.messages),
    unabridged: true,
    options: readOptions(body),
    ...readToolUse(body),
    ...readFormat(body.response_format),
    ...readTemplateVariables(body),
    ...(think !== undefined && { think }),
    ...readKeepAlive(body),
  };
  return {
    ignored,
    ...readCommon(body),
    legacyCalls: Array.isArray(body.functions) && !Array.isArray(body.tools),
    requests: copies(body, request),
  };
}

/** Parses a body of `POST /v1/completions`. @throws DomainError `request.invalid` with the field */
export function readCompletion(raw: unknown): CompletionRequest {
  const body = bodyOf(raw);
  const ignored = ignoredFields(body, TEXT_FIELDS);
  const suffix = optional(body, 'suffix', isText, 'a text');
  const prompts = isText(body.prompt) ? [body.prompt] : body.prompt;
  if (!isTexts(prompts) || prompts.length === 0)
    throw refuse('prompt', 'must be a text or a list of texts; token ids are not taken here');
  if (prompts.length > MAX_ANSWERS) throw refuse('prompt', `must be a list of at most ${MAX_ANSWERS} texts`);
  if (!suffix && prompts.includes('')) throw refuse('prompt', 'must be a text that is not empty');
  const options = readOptions(body);
  return {
    ignored,
    ...readCommon(body),
    legacyCalls: false,
    requests: prompts.flatMap((prompt) =>
      copies(body, {
        messages: [],
        text: { prompt, ...(suffix && { suffix }) },
        options,
        ...readKeepAlive(body),
      }),
    ),
  };
}

function readCommon(body: Json): Pick<CompletionRequest, 'model' | 'stream' | 'includeUsage' | 'names'> {
  const options = optional(body, 'stream_options', isObject, 'an object');
  return {
    model: required(body, 'model'),
    stream: optional(body, 'stream', isFlag, 'true or false') ?? false,
    includeUsage: options?.include_usage === true,
    names: NAMES,
  };
}

/** The same request as often as `n` says. */
function copies(body: Json, request: AnswerRequest): AnswerRequest[] {
  const n = optional(body, 'n', isInteger, 'a whole number') ?? 1;
  if (n < 1 || n > MAX_ANSWERS) throw refuse('n', `must be from 1 to ${MAX_ANSWERS}`);
  return Array<AnswerRequest>(n).fill(request);
}

function readKeepAlive({ keep_alive }: Json): Pick<AnswerRequest, 'keep_alive'> {
  return isText(keep_alive) || typeof keep_alive === 'number' ? { keep_alive } : {};
}
