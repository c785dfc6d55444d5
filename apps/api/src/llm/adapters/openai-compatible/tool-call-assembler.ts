import { randomUUID } from 'node:crypto';
import type { ToolCall } from '../../llm.port.js';
import { argumentsOf, objectOf, textOf } from '../http/json.js';

/** Assembles tool calls: the name comes first, the arguments follow as pieces of a JSON text. */
export class ToolCallAssembler {
  private readonly calls = new Map<unknown, { id: string; name: string; text: string }>();

  /** @param fragments as the backend sent them; what is none adds nothing */
  add(fragments: unknown[]): void {
    for (const [position, fragment] of fragments.entries()) {
      const { index, id: saidId, function: called } = objectOf(fragment);
      const { name, arguments: given } = objectOf(called);
      const id = textOf(saidId);
      // Servers that send whole calls may omit the index.
      const key = typeof index === 'number' ? index : id ? this.calls.size : position;
      const call = this.calls.get(key) ?? { id: '', name: '', text: '' };
      this.calls.set(key, call);
      if (id) call.id = id;
      if (textOf(name)) call.name = textOf(name);
      // Some servers send the arguments as an object, whole.
      call.text += typeof given === 'object' && given !== null ? JSON.stringify(given) : textOf(given);
    }
  }

  finish(): ToolCall[] {
    return [...this.calls.values()]
      .filter(({ name }) => name !== '')
      .map(({ id, name, text }) => ({ id: id || `call_${randomUUID()}`, name, arguments: argumentsOf(text) }));
  }
}
