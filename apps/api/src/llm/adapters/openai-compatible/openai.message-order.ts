import type { ChatMessage } from '../../llm.port.js';
import { reasonOf } from '../http/faults.js';

/** Whether a model's template refused the order of the roles: its author writes the message. */
export const isOrderRefused = (error: unknown): boolean =>
  /system message must be|roles must alternate/i.test(reasonOf(error));

/**
 * The conversation in the order that every template takes: one system message at the beginning, and questions and
 * answers in turn. The system's words lose their places, so this is for templates that refuse them there.
 */
export function inStrictOrder(messages: ChatMessage[]): ChatMessage[] {
  const system = messages.filter(({ role }) => role === 'system').map(({ content }) => content);
  const ordered: ChatMessage[] = system.length > 0 ? [{ role: 'system', content: system.join('\n\n') }] : [];
  for (const message of messages) {
    if (message.role === 'system') continue;
    const last = ordered.at(-1);
    const isMore = message.role !== 'tool' && message.role === last?.role;
    if (!isMore || last.tool_calls || message.tool_calls) ordered.push(message);
    else ordered[ordered.length - 1] = joined(last, message);
  }
  return ordered;
}

function joined(a: ChatMessage, b: ChatMessage): ChatMessage {
  const images = [...(a.images ?? []), ...(b.images ?? [])];
  return { ...a, content: [a.content, b.content].join('\n\n'), ...(images.length > 0 && { images }) };
}
