import { eventsOf, type Agent, type Call, type Heard, type Result, type Said, type Tool } from './session.js';
import { mcpTools, toolCard } from './tools.js';

// Codex speaks the Responses API: nothing is stored, so each request carries all items so far. Written after the
// requests that codex 0.171 sends.

interface Item extends Record<string, unknown> {
  type: string;
}

const PATCH_GRAMMAR = 'start: "*** Begin Patch" line+ "*** End Patch"\nline: /.+/';
const SHELL = toolCard('exec_command', 'cmd');
const PATCH = toolCard('apply_patch', 'input');
/** What an MCP server offers stands in a namespace of its own. */
const SPACE = 'mcp__files';
const READ = toolCard('read_file', 'path');
const MCP = mcpTools(20);

export class CodexSession implements Agent {
  readonly path = '/v1/responses';
  readonly headers = { originator: 'codex_exec', 'session-id': 'a-session', 'x-codex-beta-features': 'compaction' };
  readonly preamble: Heard[] = [
    { role: 'system', text: 'You are a coding agent.' },
    { role: 'system', text: '<skills>none</skills>\n<permissions>read-only</permissions>' },
    { role: 'user', text: '<environment_context><cwd>/work</cwd></environment_context>' },
  ];
  readonly tools = [
    SHELL,
    {
      ...PATCH,
      description: `${PATCH.description}\n\nThe input follows this lark grammar:\n${PATCH_GRAMMAR}`,
      parameters: { type: 'object', properties: { input: { type: 'string' } }, required: ['input'] },
    },
    {
      ...READ,
      name: `${SPACE}__${READ.name}`,
      description: `${READ.description}\n\nTools named ${SPACE}__…: Files of the project.`,
    },
    ...MCP,
  ];
  private readonly input: Item[] = [
    { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'You are a coding agent.' }] },
    {
      type: 'message',
      role: 'developer',
      content: [
        { type: 'input_text', text: '<skills>none</skills>' },
        { type: 'input_text', text: '<permissions>read-only</permissions>' },
      ],
    },
    {
      type: 'message',
      role: 'user',
      content: [{ type: 'input_text', text: '<environment_context><cwd>/work</cwd></environment_context>' }],
    },
  ];

  called(tool: Tool, about: string): Omit<Call, 'id'> {
    if (tool === 'run') return { name: SHELL.name, arguments: { cmd: about } };
    if (tool === 'read') return { name: `${SPACE}__${READ.name}`, arguments: { path: about } };
    return { name: PATCH.name, arguments: { input: about } };
  }

  ask(text: string, images: string[] = []): void {
    this.input.push({
      type: 'message',
      role: 'user',
      content: [{ type: 'input_text', text }, ...images.map(imageOf)],
    });
  }

  asked(text: string): string {
    return text;
  }

  body(model: string): object {
    return {
      model,
      input: this.input,
      tools: [
        { type: 'function', ...SHELL, strict: false },
        {
          type: 'custom',
          name: PATCH.name,
          description: PATCH.description,
          format: { type: 'grammar', syntax: 'lark', definition: PATCH_GRAMMAR },
        },
        {
          type: 'namespace',
          name: SPACE,
          description: 'Files of the project.',
          tools: [{ type: 'function', ...READ, strict: false }],
        },
        ...MCP.map((card) => ({ type: 'function', ...card, strict: false })),
      ],
      tool_choice: 'auto',
      parallel_tool_calls: true,
      reasoning: { effort: 'medium', summary: 'auto' },
      store: false,
      stream: true,
      include: ['reasoning.encrypted_content'],
      prompt_cache_key: 'a-session',
      client_metadata: { session_id: 'a-session', turn_id: 'a-turn' },
    };
  }

  hear(stream: string): Said {
    const events = eventsOf(stream) as (Item & { item?: Item; response?: { output: Item[]; usage: object } })[];
    const items = events.filter(({ type }) => type === 'response.output_item.done').map(({ item }) => item!);
    const whole = events.at(-1)!;
    // The two ways to learn the answer agree, and every event has its number.
    expect(whole.type).toBe('response.completed');
    expect(whole.response!.output).toEqual(items);
    expect(whole.response!.usage).toMatchObject({ input_tokens: 21, output_tokens: 7, total_tokens: 28 });
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, i) => i));
    expectPieces(events, items);
    this.input.push(...items.map((item) => (item.type === 'reasoning' ? { ...item, encrypted_content: null } : item)));
    return {
      thinking: items.flatMap((item) => (item.type === 'reasoning' ? textsOf(item) : [])).join(''),
      text: items.flatMap((item) => (item.type === 'message' ? textsOf(item) : [])).join(''),
      calls: items.flatMap(callOf),
    };
  }

  give(calls: Call[], results: Result[]): void {
    for (const [i, { id, name }] of calls.entries()) {
      const { image } = results[i]!;
      const output = this.told(results[i]!);
      this.input.push({
        type: name === PATCH.name ? 'custom_tool_call_output' : 'function_call_output',
        call_id: id,
        output: image ? [...(output ? [{ type: 'input_text', text: output }] : []), imageOf(image)] : output,
      });
    }
  }

  told({ text, failed }: Result): string {
    return failed ? `Process exited with code 1\nOutput:\n${text}` : text;
  }
}

const imageOf = (image: string) => ({
  type: 'input_image',
  image_url: `data:image/png;base64,${image}`,
  detail: 'auto',
});
const textsOf = ({ content }: Item): string[] => (content as { text: string }[]).map(({ text }) => text);

function callOf({ type, call_id, name, namespace, arguments: args, input }: Item): Call[] {
  if (type === 'custom_tool_call') return [{ id: String(call_id), name: String(name), arguments: { input } }];
  if (type !== 'function_call') return [];
  const full = namespace === undefined ? String(name) : `${String(namespace)}__${String(name)}`;
  return [{ id: String(call_id), name: full, arguments: JSON.parse(String(args)) as Call['arguments'] }];
}

/** Each item is announced, filled by pieces that make up its whole text, and closed, in this order. */
function expectPieces(events: Item[], items: Item[]): void {
  for (const item of items) {
    const own = events.filter((event) => event.item_id === item.id || (event.item as Item)?.id === item.id);
    expect(own[0]!.type).toBe('response.output_item.added');
    expect(own.at(-1)!.type).toBe('response.output_item.done');
    const pieces = own.filter(({ type }) => type.endsWith('.delta')).map(({ delta }) => delta);
    const whole = item.arguments ?? item.input ?? textsOf(item).join('');
    expect(pieces.join('')).toBe(whole);
    const closing = own.filter(({ type }) => /_(text|arguments|input)\.done$/.test(type));
    expect(closing.map(({ arguments: args, input, text }) => args ?? input ?? text)).toEqual([whole]);
  }
}
