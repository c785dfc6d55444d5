import { eventsOf, type Agent, type Call, type Heard, type Result, type Said, type Tool } from './session.js';
import { mcpTools, toolCard } from './tools.js';

// Claude Code speaks Anthropic's Messages API. Written after the requests that claude-code 2.1 sends.

type Block = { type: string } & Record<string, unknown>;
interface Message {
  role: string;
  content: Block[] | string;
}

const CACHED = { cache_control: { type: 'ephemeral' } };
const READ = toolCard('Read', 'file_path');
const RUN = toolCard('Bash', 'command');
const EDIT = toolCard('Edit', 'new_string');
const MCP = mcpTools(60);
/** Offered only after a search has found it. */
export const DEFERRED = toolCard('WebFetch', 'url');
const REMINDER = '<system-reminder>\nThe branch is main.\n</system-reminder>';

export class ClaudeCodeSession implements Agent {
  readonly path = '/v1/messages?beta=true';
  readonly headers = {
    'anthropic-version': '2023-06-01',
    'anthropic-beta': 'claude-code-20250219,interleaved-thinking-2025-05-14,advanced-tool-use-2025-11-20',
    'x-app': 'cli',
  };
  readonly preamble: Heard[] = [{ role: 'system', text: 'You are an agent.\nYou work towards goals.\n' }];
  readonly aside: Heard[] = [{ role: 'system', text: '# Environment\nShell: bash' }];
  readonly tools = [READ, RUN, EDIT, ...MCP];
  readonly messages: Message[] = [];

  called(tool: Tool, about: string): Omit<Call, 'id'> {
    if (tool === 'read') return { name: READ.name, arguments: { file_path: about } };
    if (tool === 'run') return { name: RUN.name, arguments: { command: about, timeout: 5, background: false } };
    return { name: EDIT.name, arguments: { new_string: about, edits: [{ at: 1, nested: { text: about } }] } };
  }

  ask(text: string, images: string[] = []): void {
    this.messages.push({
      role: 'user',
      content: [{ type: 'text', text: REMINDER }, ...images.map(imageOf), { type: 'text', text, ...CACHED }],
    });
    if (this.messages.length === 1)
      this.messages.push({ role: 'system', content: [{ type: 'text', text: this.aside[0]!.text, ...CACHED }] });
  }

  asked(text: string): string {
    return `${REMINDER}\n${text}`;
  }

  /** What a count asks for, too. */
  prompt(model: string): object {
    return {
      model,
      system: [
        { type: 'text', text: 'You are an agent.' },
        { type: 'text', text: 'You work towards goals.\n', ...CACHED },
      ],
      messages: this.messages,
      tools: [
        ...this.tools.map(({ name, description, parameters }) => ({ name, description, input_schema: parameters })),
        {
          name: DEFERRED.name,
          description: DEFERRED.description,
          input_schema: DEFERRED.parameters,
          defer_loading: true,
        },
      ],
      thinking: { type: 'adaptive', display: 'omitted' },
      output_config: { effort: 'high' },
    };
  }

  body(model: string): object {
    return {
      ...this.prompt(model),
      max_tokens: 32_000,
      metadata: { user_id: '{"session_id":"a-session"}' },
      context_management: { edits: [{ type: 'clear_thinking_20251015', keep: 'all' }] },
      stream: true,
    };
  }

  hear(stream: string): Said {
    const content = assemble(stream);
    this.messages.push({ role: 'assistant', content });
    const textsOf = (type: string) => content.filter((block) => block.type === type).map((block) => block[type]);
    return {
      thinking: textsOf('thinking').join(''),
      text: textsOf('text').join(''),
      calls: content
        .filter(({ type }) => type === 'tool_use')
        .map(({ id, name, input }) => ({ id, name, arguments: input }) as Call),
    };
  }

  /** Tools run at the same time, and the one that ends first is told first. */
  give(calls: Call[], results: Result[]): void {
    const content = calls.map(({ id }, i): Block => {
      const { text, image, failed } = results[i]!;
      return {
        type: 'tool_result',
        tool_use_id: id,
        content: image ? [...(text ? [{ type: 'text', text }] : []), imageOf(image)] : text,
        ...(failed && { is_error: true }),
      };
    });
    Object.assign(content.at(-1)!, CACHED);
    this.messages.push({ role: 'user', content: content.reverse() });
  }

  told({ text, image, failed }: Result): string {
    return failed ? ['Error:', ...(image && !text ? [] : [text])].join('\n') : text;
  }
}

const imageOf = (image: string): Block => ({
  type: 'image',
  source: { type: 'base64', media_type: 'image/png', data: image },
});

/** The blocks of an answer; holds their events against the documented order. */
function assemble(stream: string): Block[] {
  const events = eventsOf(stream) as (Block & { index: number; delta: Block; content_block: Block; usage: object })[];
  const blocks: Block[] = [];
  let json = '';
  expect([events[0]!.type, ...events.slice(-2).map(({ type }) => type)]).toEqual([
    'message_start',
    'message_delta',
    'message_stop',
  ]);
  for (const { type, index, delta, content_block } of events.slice(1, -2)) {
    // One block after another.
    expect(index).toBe(blocks.length - (type === 'content_block_start' ? 0 : 1));
    const block = blocks[index]!;
    if (type === 'content_block_start') blocks.push({ ...content_block });
    else if (type === 'content_block_stop') {
      if (block.type === 'tool_use') block.input = JSON.parse(json || '{}');
      json = '';
    } else if (delta.type === 'input_json_delta') json += String(delta.partial_json);
    else block[block.type] = String(block[block.type]) + String(delta[block.type]);
  }
  const { delta, usage } = events.at(-2)!;
  expect(delta.stop_reason).toBe(blocks.some(({ type }) => type === 'tool_use') ? 'tool_use' : 'end_turn');
  expect(usage).toMatchObject({ input_tokens: 21, output_tokens: 7 });
  return blocks;
}
