import { SAMPLING_FIELDS, type ChatMessage, type ChatOptions, type OptionalField } from '../../../llm/index.js';
import { cannotThink, lacksAbility, type Located, type Model } from '../../models/index.js';
import { refuse } from './fields.js';
import type { AnswerRequest, GatewayRequest } from './gateway.format.js';
import { boundedKeepAlive } from './keep-alive.js';

/** A request that the backend can carry out. */
export interface FittedRequest {
  request: AnswerRequest;
  /** What only tuned and is left out, in the API's own names. */
  ignored: string[];
}

/** What is left out, and named, where a backend does not have it. */
const TUNING: readonly OptionalField[] = ['options.num_ctx', ...SAMPLING_FIELDS];

const NO_IMAGE = '[An image was here, which this model cannot see.]';

/**
 * Leaves out what the backend and its model cannot do and what only tunes.
 * @throws DomainError `request.invalid` that names what would change the answer
 */
export function fitToBackend(
  asked: AnswerRequest,
  { backend, info }: Located,
  model: Model,
  names: GatewayRequest['names'] = {},
): FittedRequest {
  const lacks = (field: OptionalField) => !backend.honours.has(field);
  const nameOf = (field: OptionalField | 'think') => names[field] ?? field.slice(field.indexOf('.') + 1);
  const requireField = (field: OptionalField, why: string) => {
    if (lacks(field)) throw refuse(nameOf(field), `is not supported by ${backend.name}: ${why}`);
  };
  const ignored: string[] = [];
  let request = asked;

  if (request.options?.logit_bias) requireField('options.logit_bias', 'it has no bias for tokens');
  if (request.template_kwargs) requireField('template_kwargs', 'it has no variables for its template');
  if (request.text) request = fitText(request, requireField, lacks('text.templated'));
  if (request.text?.suffix !== undefined && lacksAbility('insert', backend, info))
    throw refuse(nameOf('text.suffix'), 'is not supported by this model: it was not made to fill in the middle');
  if (request.text && request.format !== undefined && lacks('text.templated'))
    throw refuse('format', 'does not go with a raw text at the backend of this model: use the chat');

  const dropped = TUNING.filter((field) => lacks(field) && valueOf(request.options, field) !== undefined);
  if (dropped.length > 0) {
    request = { ...request, options: without(request.options, dropped) };
    ignored.push(...dropped.map(nameOf));
  }
  if (request.think !== undefined && cannotThink(backend, info)) {
    if (request.think !== false) ignored.push(nameOf('think'));
    request = { ...request, think: undefined };
  }
  if (lacks('tools.strict') && request.tools?.some(({ strict }) => strict)) {
    // Without it the schema still says what is wanted; that it is not enforced is what the header tells.
    ignored.push('tools.strict');
    request = { ...request, tools: request.tools.map(({ strict: _, ...tool }) => tool) };
  }
  if (request.keep_alive !== undefined) {
    const kept = lacks('keep_alive') ? undefined : boundedKeepAlive(request.keep_alive, model.options.keep_alive);
    if (kept !== request.keep_alive) ignored.push(nameOf('keep_alive'));
    request = { ...request, keep_alive: kept };
  }
  if (!info.capabilities.includes('vision')) request = withoutToolImages(request);
  return { request, ignored };
}

/** A text to continue; a backend without a template for it gets a conversation, where that says the same. */
function fitText(
  request: AnswerRequest,
  requireField: (field: OptionalField, why: string) => void,
  lacksTemplated: boolean,
): AnswerRequest {
  const { prompt, suffix, templated } = request.text!;
  if (suffix !== undefined) {
    requireField('text.suffix', 'it cannot fill in the middle');
    const added = Object.keys(templated ?? {})[0];
    if (added && lacksTemplated) throw refuse(added, 'does not go with a suffix at the backend of this model');
    return request;
  }
  if (!templated) {
    requireField('text', 'it answers conversations only, so use the chat');
    return request;
  }
  if (!lacksTemplated) return request;
  const { system, template, context, images } = templated;
  if (template !== undefined) throw refuse('template', 'is not supported by the backend of this model');
  if (context?.length) throw refuse('context', 'is not supported by the backend of this model: use the chat');
  return {
    ...request,
    text: undefined,
    messages: [
      ...(system ? [{ role: 'system' as const, content: system }] : []),
      { role: 'user', content: prompt, ...(images?.length && { images }) },
    ],
  };
}

const keyOf = (field: string) => field.slice('options.'.length) as keyof ChatOptions;
const valueOf = (options: ChatOptions | undefined, field: string) => options?.[keyOf(field)];
const without = (options: ChatOptions | undefined, fields: string[]): ChatOptions =>
  Object.fromEntries(Object.entries(options ?? {}).filter(([key]) => !fields.some((field) => keyOf(field) === key)));

/** A picture that a tool returned must not fail the whole conversation, which goes on for many more turns. */
function withoutToolImages(request: AnswerRequest): AnswerRequest {
  if (!request.messages.some(({ role, images }) => role === 'tool' && images?.length)) return request;
  return { ...request, messages: request.messages.map(replaceImages) };
}

const replaceImages = (message: ChatMessage): ChatMessage =>
  message.role === 'tool' && message.images?.length
    ? { ...message, images: undefined, content: [message.content, NO_IMAGE].filter(Boolean).join('\n') }
    : message;
