import type { ChatOptions, ChatRequest, Thinking } from '../../../../llm/index.js';
import { isFlag, isInteger, isNumber, isObject, isText, isTexts, optional, refuse, type Json } from '../fields.js';

/** The settings of an answer, without those that were not set. @throws DomainError `request.invalid` */
export function readOptions(body: Json): ChatOptions {
  const limit =
    optional(body, 'max_completion_tokens', isInteger, 'a whole number') ??
    optional(body, 'max_tokens', isInteger, 'a whole number');
  if (limit === 0) throw refuse('max_tokens', 'must be at least 1');
  const stop = isText(body.stop) ? [body.stop] : optional(body, 'stop', isTexts, 'a text or a list of texts');
  const number = (name: string) => optional(body, name, isNumber, 'a number');
  return defined({
    temperature: within(body, 'temperature', 0, 2),
    top_p: within(body, 'top_p', 0, 1),
    top_k: optional(body, 'top_k', isInteger, 'a whole number'),
    min_p: number('min_p'),
    typical_p: number('typical_p'),
    seed: optional(body, 'seed', isInteger, 'a whole number'),
    // Clients made for Ollama send a negative number for "no limit".
    num_predict: limit !== undefined && limit > 0 ? limit : undefined,
    repeat_penalty: number('repeat_penalty') ?? number('repetition_penalty'),
    repeat_last_n: optional(body, 'repeat_last_n', isInteger, 'a whole number'),
    presence_penalty: within(body, 'presence_penalty', -2, 2),
    frequency_penalty: within(body, 'frequency_penalty', -2, 2),
    logit_bias: nonEmpty(optional(body, 'logit_bias', isObject, 'an object')) as ChatOptions['logit_bias'],
    stop: stop?.length ? stop : undefined,
  });
}

export function within(body: Json, name: string, least: number, most: number): number | undefined {
  const value = optional(body, name, isNumber, 'a number');
  if (value !== undefined && (value < least || value > most)) throw refuse(name, `must be from ${least} to ${most}`);
  return value;
}

export function defined<T extends object>(value: T): T {
  const found: Partial<T> = {};
  for (const name in value) if (value[name] !== undefined) found[name] = value[name];
  return found as T;
}

const nonEmpty = (value: Json | undefined): Json | undefined =>
  value && Object.keys(value).length > 0 ? value : undefined;

/** The format of the answer. @throws DomainError `request.invalid` */
export function readFormat(format: unknown): Pick<ChatRequest, 'format'> {
  if (!isObject(format) || format.type === 'text') return {};
  // llama.cpp's server and others take a schema here, too.
  if (format.type === 'json_object') return { format: isObject(format.schema) ? format.schema : 'json' };
  const schema = isObject(format.json_schema) ? format.json_schema.schema : undefined;
  if (format.type !== 'json_schema' || !isObject(schema))
    throw refuse('response_format', 'must be text, json_object, or json_schema with a schema');
  return { format: schema };
}

const EFFORTS: Record<string, Thinking> = {
  none: false,
  minimal: 'minimal',
  low: 'low',
  medium: 'medium',
  high: 'high',
  xhigh: 'max',
  max: 'max',
};

/** How much the model is to think. @throws DomainError `request.invalid` */
export function readEffort(effort: unknown, at: string): Thinking | undefined {
  if (effort === undefined || effort === null) return undefined;
  if (isText(effort) && Object.hasOwn(EFFORTS, effort)) return EFFORTS[effort];
  throw refuse(at, `must be one of ${Object.keys(EFFORTS).join(', ')}`);
}

/** Variables for the template. The one for thinking is known to every backend. */
export function readTemplateVariables(body: Json): Pick<ChatRequest, 'think' | 'template_kwargs'> {
  const given = optional(body, 'chat_template_kwargs', isObject, 'an object') ?? {};
  const { enable_thinking, ...others } = given;
  return {
    ...(isFlag(enable_thinking) && { think: enable_thinking }),
    ...(Object.keys(others).length > 0 && { template_kwargs: others }),
  };
}
