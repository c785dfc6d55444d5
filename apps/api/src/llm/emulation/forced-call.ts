import { randomUUID } from 'node:crypto';
import type { ChatChunk, ChatRequest, ToolCall, ToolChoice, ToolDefinition } from '../llm.port.js';

/**
 * Makes the model call a tool: a system message describes the tools, the answer is constrained to the JSON of a call,
 * and becomes that call. No backend takes tools and a format in one request.
 */
export async function* forceCall(
  chat: (request: ChatRequest) => AsyncIterable<ChatChunk>,
  request: ChatRequest,
  choice: ToolChoice,
): AsyncGenerator<ChatChunk> {
  const tools = (request.tools ?? []).filter(({ name }) => choice === 'required' || name === choice.name);
  const definitions: Json = {};
  const calls = tools.map(({ name, parameters }, i) => ({
    type: 'object',
    properties: { name: { const: name }, arguments: hoisted(parameters, `${i}_`, definitions) },
    required: ['name', 'arguments'],
    additionalProperties: false,
  }));
  const format: Json = {
    ...(calls.length === 1 ? calls[0] : { anyOf: calls }),
    ...(Object.keys(definitions).length > 0 && { $defs: definitions }),
  };
  const constrained: ChatRequest = {
    ...request,
    messages: [{ role: 'system', content: instructionFor(tools) }, ...request.messages],
    tools: undefined,
    format,
  };
  let text = '';
  for await (const chunk of chat(constrained)) {
    if (chunk.type === 'text') {
      text += chunk.text;
      continue;
    }
    if (chunk.type !== 'done') {
      yield chunk;
      continue;
    }
    const call = readCall(text);
    if (call) yield { type: 'tool_calls', calls: [call] };
    // Cut off by a limit: what there is of it is better than nothing.
    else if (text) yield { type: 'text', text };
    yield { ...chunk, finish_reason: call ? 'tool_calls' : chunk.finish_reason };
  }
}

type Json = Record<string, unknown>;

/**
 * A schema without its own definitions, which move to the root of the whole under other names: a reference is read from
 * the root.
 */
function hoisted(schema: Json, prefix: string, definitions: Json): Json {
  const { $defs, definitions: older, ...rest } = schema;
  if ($defs === undefined && older === undefined) return schema;
  const moved = (part: unknown): unknown =>
    JSON.parse(
      JSON.stringify(part, (key, value: unknown) =>
        key === '$ref' && typeof value === 'string'
          ? value.replace(/^#\/(?:\$defs|definitions)\//, `#/$defs/${prefix}`)
          : value,
      ),
    );
  for (const [name, definition] of Object.entries({ ...(older as Json), ...($defs as Json) }))
    definitions[prefix + name] = moved(definition);
  return moved(rest) as Json;
}

const instructionFor = (tools: ToolDefinition[]): string =>
  `Call ${tools.length === 1 ? 'this function' : 'one of these functions'} now. Answer with JSON only: {"name": the ` +
  `name of the function, "arguments": an object}.\n${tools.map((tool) => JSON.stringify(tool)).join('\n')}`;

function readCall(text: string): ToolCall | undefined {
  try {
    const { name, arguments: args } = JSON.parse(text) as { name?: unknown; arguments?: unknown };
    if (typeof name !== 'string' || typeof args !== 'object' || args === null) return undefined;
    return { id: `call_${randomUUID()}`, name, arguments: args as ToolCall['arguments'] };
  } catch {
    return undefined;
  }
}
