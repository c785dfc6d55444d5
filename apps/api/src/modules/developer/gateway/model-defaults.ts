import type { ChatRequest, TextPrompt } from '../../../llm/index.js';
import { defaultsOf, type Model } from '../../models/index.js';
import type { AnswerRequest } from './gateway.format.js';

const isDefault = (model: Model, system: string | undefined): boolean =>
  system === undefined || system === model.system_prompt;

/** One question with no system prompt of the caller's own contains nothing personal. */
export const isShareable = (model: Model, { text, messages }: ChatRequest): boolean =>
  text
    ? !text.templated?.context?.length && isDefault(model, text.templated?.system)
    : messages.filter(({ role }) => role !== 'system').length === 1 &&
      messages.every(({ role, content }) => role !== 'system' || isDefault(model, content));

/** The request with the model's own options and system prompt where the caller set none. */
export function withDefaults(model: Model, asked: AnswerRequest): ChatRequest {
  const defaults = defaultsOf(model.options);
  const { text, messages } = asked;
  const request: ChatRequest = {
    model: model.name,
    ...asked,
    options: { ...defaults.options, ...asked.options },
    keep_alive: asked.keep_alive ?? defaults.keep_alive,
    // A raw text is continued as it stands.
    think: asked.think ?? (text && !text.templated ? undefined : defaults.think),
  };
  if (!model.system_prompt) return request;
  // A raw text reaches the model as it is.
  if (text) return text.templated ? { ...request, text: withSystem(text, model.system_prompt) } : request;
  if (messages.some(({ role }) => role === 'system')) return request;
  return { ...request, messages: [{ role: 'system', content: model.system_prompt }, ...messages] };
}

const withSystem = (text: TextPrompt, system: string): TextPrompt => ({
  ...text,
  templated: { ...text.templated, system: text.templated?.system ?? system },
});
