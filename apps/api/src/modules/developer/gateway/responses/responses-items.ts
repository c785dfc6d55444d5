import type { ChatMessage, ToolCall } from '../../../../llm/index.js';
import { isObject, isText, refuse, textAt, type Json } from '../fields.js';
import { readArguments, readContent } from '../openai/openai-messages.js';
import { nameIn } from './responses-tools.js';

const ROLES = { system: 'system', developer: 'system', user: 'user', assistant: 'assistant' } as const;

/**
 * Input items as a conversation. What the model said in one turn (reasoning, text, calls) are items of their own there,
 * and one message here.
 * @throws DomainError `request.invalid` with the item
 */
export function readInput(input: unknown): ChatMessage[] {
  if (isText(input) && input !== '') return [{ role: 'user', content: input }];
  if (!Array.isArray(input) || input.length === 0) throw refuse('input', 'must be a text or a list of items');
  const reader = new ItemReader();
  for (const [i, item] of input.entries()) reader.read(item, `input.${i}`);
  return reader.messages;
}

class ItemReader {
  readonly messages: ChatMessage[] = [];
  /** Reasoning whose message or call is still to come. */
  private thinking = '';

  read(item: unknown, at: string): void {
    if (!isObject(item)) throw refuse(at, 'must be an item');
    switch (item.type) {
      case undefined:
      case 'message':
        return this.readMessage(item, at);
      case 'reasoning':
        this.thinking = [this.thinking, reasoningOf(item)].filter(Boolean).join('\n');
        return;
      case 'function_call':
        return this.addCall(item, at, readArguments(item.arguments));
      case 'custom_tool_call':
        return this.addCall(item, at, { input: textAt(item, 'input', at) });
      case 'function_call_output':
      case 'custom_tool_call_output':
        this.messages.push({
          role: 'tool',
          tool_call_id: textAt(item, 'call_id', at),
          ...readContent(item.output, `${at}.output`),
        });
        return;
      default:
        throw refuse(`${at}.type`, `must be an item that this server has: ${JSON.stringify(item.type)} is none`);
    }
  }

  private readMessage(item: Json, at: string): void {
    const role =
      isText(item.role) && Object.hasOwn(ROLES, item.role) ? ROLES[item.role as keyof typeof ROLES] : undefined;
    if (!role) throw refuse(`${at}.role`, `must be one of ${Object.keys(ROLES).join(', ')}`);
    const content = readContent(item.content, `${at}.content`);
    this.messages.push({ role, ...content, ...(role === 'assistant' && this.takeThinking()) });
  }

  private addCall(item: Json, at: string, args: ToolCall['arguments']): void {
    const call = {
      id: textAt(item, 'call_id', at),
      name: nameIn(item.namespace, textAt(item, 'name', at)),
      arguments: args,
    };
    const last = this.messages.at(-1);
    if (last?.role === 'assistant' && !this.thinking) last.tool_calls = [...(last.tool_calls ?? []), call];
    else this.messages.push({ role: 'assistant', content: '', ...this.takeThinking(), tool_calls: [call] });
  }

  private takeThinking(): { thinking?: string } {
    const { thinking } = this;
    this.thinking = '';
    return thinking ? { thinking } : {};
  }
}

/** Thoughts that only another service can read. */
export const hasSealedReasoning = (input: unknown): boolean =>
  Array.isArray(input) &&
  input.some((item) => isObject(item) && item.type === 'reasoning' && item.encrypted_content && !reasoningOf(item));

/** Whole thoughts if they are there, otherwise their summary; encrypted ones only their maker can read. */
function reasoningOf({ content, summary }: Json): string {
  const textsOf = (parts: unknown) =>
    (Array.isArray(parts) ? parts : []).map((part) => (isObject(part) && isText(part.text) ? part.text : ''));
  const whole = textsOf(content).filter(Boolean);
  return (whole.length > 0 ? whole : textsOf(summary).filter(Boolean)).join('\n');
}
