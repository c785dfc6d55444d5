import { eventsOf, type Agent, type Call, type Heard, type Result, type Said, type Tool } from './session.js';
import type { ToolCard } from './tools.js';

/** A message of chat completions. */
interface Message {
  role: string;
  content: string | object[] | null;
  [field: string]: unknown;
}

/** An agent that speaks OpenAI's chat completions. */
export abstract class ChatSession implements Agent {
  readonly path = '/v1/chat/completions';
  abstract readonly tools: ToolCard[];
  protected readonly messages: Message[] = [];

  constructor(private readonly system: string) {
    this.messages.push({ role: 'system', content: system });
  }

  get preamble(): Heard[] {
    return [{ role: 'system', text: this.system }];
  }

  abstract called(tool: Tool, about: string): Omit<Call, 'id'>;

  ask(text: string, images: string[] = []): void {
    this.messages.push({
      role: 'user',
      content: images.length > 0 ? [{ type: 'text', text }, ...images.map(imagePart)] : text,
    });
  }

  asked(text: string): string {
    return text;
  }

  body(model: string): object {
    return {
      model,
      messages: this.messages,
      ...(this.tools.length > 0 && {
        tools: this.tools.map((card) => ({ type: 'function', function: card })),
        tool_choice: 'auto',
      }),
      stream: true,
      stream_options: { include_usage: true },
    };
  }

  hear(stream: string): Said {
    const said = assemble(stream);
    this.messages.push({
      role: 'assistant',
      content: said.text || (said.calls.length > 0 ? null : ''),
      ...(said.thinking && { reasoning_content: said.thinking }),
      ...(said.calls.length > 0 && {
        tool_calls: said.calls.map(({ id, name, arguments: args }) => ({
          id,
          type: 'function',
          function: { name, arguments: JSON.stringify(args) },
        })),
      }),
    });
    return said;
  }

  give(calls: Call[], results: Result[]): void {
    for (const [i, { id }] of calls.entries()) {
      const text = this.told(results[i]!);
      const { image } = results[i]!;
      this.messages.push({
        role: 'tool',
        tool_call_id: id,
        content: image ? [...(text ? [{ type: 'text', text }] : []), imagePart(image)] : text,
      });
    }
  }

  told({ text, failed }: Result): string {
    return failed ? `{"success":false,"error":${JSON.stringify(text)}}` : text;
  }
}

const imagePart = (image: string) => ({
  type: 'image_url',
  image_url: { url: `data:image/png;base64,${image}` },
});

interface Chunk {
  choices: {
    delta: {
      content?: string;
      reasoning_content?: string;
      tool_calls?: { index: number; id?: string; function: { name?: string; arguments?: string } }[];
    };
    finish_reason: string | null;
  }[];
  usage?: object;
}

/** The answer that the chunks of a stream make up. */
function assemble(stream: string): Said {
  const chunks = eventsOf(stream) as unknown as Chunk[];
  const choices = chunks.flatMap(({ choices: [choice] }) => (choice ? [choice] : []));
  const calls: { id: string; name: string; text: string }[] = [];
  for (const { index, id, function: called } of choices.flatMap(({ delta }) => delta.tool_calls ?? [])) {
    const call = (calls[index] ??= { id: '', name: '', text: '' });
    call.id += id ?? '';
    call.name += called.name ?? '';
    call.text += called.arguments ?? '';
  }
  expect(stream.endsWith('data: [DONE]\n\n')).toBe(true);
  expect(choices.map(({ finish_reason }) => finish_reason).filter(Boolean)).toEqual([
    calls.length > 0 ? 'tool_calls' : 'stop',
  ]);
  expect(chunks.at(-1)!.usage).toMatchObject({ prompt_tokens: 21, completion_tokens: 7, total_tokens: 28 });
  return {
    thinking: choices.map(({ delta }) => delta.reasoning_content ?? '').join(''),
    text: choices.map(({ delta }) => delta.content ?? '').join(''),
    calls: calls.map(({ id, name, text }) => ({ id, name, arguments: JSON.parse(text) as Call['arguments'] })),
  };
}
