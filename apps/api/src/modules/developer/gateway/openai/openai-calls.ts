import type { GatewayCall } from '../gateway.format.js';
import { CompletionFormat } from './openai-reply.js';
import { readChatCompletion, readCompletion } from './openai-request.js';

/** A call of `POST /v1/chat/completions`. @throws DomainError `request.invalid` with the field */
export function chatCall(body: unknown): GatewayCall {
  const asked = readChatCompletion(body);
  return { asked, formatOf: (head) => new CompletionFormat(head, { kind: 'chat', ...asked }) };
}

/** A call of `POST /v1/completions`. @throws DomainError `request.invalid` with the field */
export function textCall(body: unknown): GatewayCall {
  const asked = readCompletion(body);
  return { asked, formatOf: (head) => new CompletionFormat(head, { kind: 'text', ...asked }) };
}
