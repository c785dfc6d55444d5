import { randomUUID } from 'node:crypto';
import type { ToolCall } from '../../llm.port.js';
import { argumentsOf, objectOf, textOf } from '../http/json.js';

interface OpenCall {
  id: string;
  name: string;
  text: string;
}

/** Assembles tool calls: the name comes first, the arguments follow as pieces of a JSON text. */
export class ToolCallAssembler {
  private readonly calls: OpenCall[] = [];
  /** The call that the fragments of an index belong to. */
  private readonly byIndex = new Map<unknown, OpenCall>();

  /** @param fragments as the backend sent them; what is none adds nothing */
  add(fragments: unknown[]): void {
    for (const [position, fragment] of fragments.entries()) {
      const { index, id, function: called } = objectOf(fragment);
      const { name, arguments: given } = objectOf(called);
      const call = this.callOf(index, position, textOf(id), textOf(name));
      if (textOf(id)) call.id = textOf(id);
      if (textOf(name)) call.name = textOf(name);
      // Some servers send the arguments as an object, whole.
      call.text += typeof given === 'object' && given !== null ? JSON.stringify(given) : textOf(given);
    }
  }

  finish(): ToolCall[] {
    return this.calls
      .filter(({ name }) => name !== '')
      .map(({ id, name, text }) => ({ id: id || `call_${randomUUID()}`, name, arguments: argumentsOf(text) }));
  }

  /**
   * Servers that send whole calls omit the index, or give all of them the same: a name begins another call when it
   * comes with another id, or after complete arguments.
   */
  private callOf(index: unknown, position: number, id: string, name: string): OpenCall {
    const key = typeof index === 'number' ? index : position;
    const known = this.byIndex.get(key);
    const another =
      known !== undefined &&
      known.name !== '' &&
      name !== '' &&
      (id !== '' && known.id !== '' ? id !== known.id : isJson(known.text));
    if (known && !another) return known;
    const call = { id: '', name: '', text: '' };
    this.calls.push(call);
    this.byIndex.set(key, call);
    return call;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
