import { randomUUID } from 'node:crypto';
import type { ToolCall } from '../../llm.port.js';
import type { ToolCallFragment } from './openai.wire.js';

/** Assembles tool calls: the name comes first, the arguments follow as pieces of a JSON text. */
export class ToolCallAssembler {
  private readonly calls = new Map<number, { id: string; name: string; text: string }>();

  add(fragments: ToolCallFragment[]): void {
    for (const [position, { index, id, function: part }] of fragments.entries()) {
      // Servers that send whole calls may omit the index.
      const key = index ?? (id ? this.calls.size : position);
      const call = this.calls.get(key) ?? { id: '', name: '', text: '' };
      this.calls.set(key, call);
      if (id) call.id = id;
      if (part?.name) call.name = part.name;
      call.text += part?.arguments ?? '';
    }
  }

  finish(): ToolCall[] {
    return [...this.calls.values()].map(({ id, name, text }) => ({
      id: id || `call_${randomUUID()}`,
      name,
      arguments: parseArguments(text),
    }));
  }
}

function parseArguments(text: string): Record<string, unknown> {
  if (!text.trim()) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Cut off by a token limit, or never JSON: the caller may still want to see it.
  }
  return { _raw: text };
}
