import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { startFakeLlm, type FakeLlm, type FakeModel } from '@pocket-llm/fake-llm';
import type { Heard, Said } from './session.js';

type Json = Record<string, unknown>;

const NOTHING: Said = { thinking: '', text: '', calls: [] };

/**
 * The backend double, except that its answers are said word for word by a test: thoughts, text and calls in one answer,
 * also after a tool's result.
 */
export class ScriptedBackend {
  /** What it says next. */
  next: Said = NOTHING;
  /** Whether an answer stays open after its first words, until its caller hangs up. */
  holds = false;
  /** The bodies that asked for an answer. */
  readonly asked: Json[] = [];
  private onHangUp: () => void = () => undefined;

  private constructor(
    private readonly fake: FakeLlm,
    private readonly server: Server,
  ) {}

  static async start(models: FakeModel[]): Promise<ScriptedBackend> {
    const server = createServer();
    const backend = new ScriptedBackend(await startFakeLlm({ models }), server);
    server.on('request', (req, res) => void backend.handle(req, res));
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    return backend;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Holds the next answer open; resolves when its caller has hung up. */
  hold(): Promise<void> {
    this.holds = true;
    return new Promise((resolve) => {
      this.onHangUp = () => {
        this.holds = false;
        resolve();
      };
    });
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await this.fake.close();
  }

  private async handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of req) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const isOllama = req.url === '/api/chat';
    if (isOllama || req.url === '/v1/chat/completions') {
      this.asked.push(JSON.parse(body.toString()) as Json);
      return this.answer(res, isOllama ? ollamaLines(this.next) : openaiEvents(this.next));
    }
    const reply = await request(this.fake.url + req.url, {
      method: req.method as 'GET',
      headers: { 'content-type': 'application/json' },
      ...(body.length > 0 && { body }),
    });
    res.writeHead(reply.statusCode, { 'content-type': String(reply.headers['content-type']) });
    res.end(Buffer.from(await reply.body.arrayBuffer()));
  }

  private answer(res: ServerResponse, lines: string[]): void {
    res.writeHead(200, { 'content-type': lines[0]!.startsWith('data') ? 'text/event-stream' : 'application/x-ndjson' });
    if (!this.holds) return void res.end(lines.join(''));
    res.write(lines[0]);
    res.once('close', () => this.onHangUp());
  }
}

/** Some characters at a time, so that no text comes whole. */
const piecesOf = (text: string): string[] => text.match(/[^]{1,9}/gu) ?? [];

function ollamaLines({ thinking, text, calls }: Said): string[] {
  const line = (message: Json, more: Json = {}) => {
    const whole = { role: 'assistant', content: '', ...message };
    return `${JSON.stringify({ model: 'm', message: whole, done: false, ...more })}\n`;
  };
  return [
    ...piecesOf(thinking).map((piece) => line({ thinking: piece })),
    ...piecesOf(text).map((content) => line({ content })),
    ...(calls.length > 0
      ? [line({ tool_calls: calls.map(({ id, ...call }, index) => ({ id, function: { index, ...call } })) })]
      : []),
    line({}, { done: true, done_reason: 'stop', prompt_eval_count: 21, eval_count: 7 }),
  ];
}

/** Parallel calls come piece by piece, one piece of each in turn. */
function openaiEvents({ thinking, text, calls }: Said): string[] {
  const event = (delta: Json, finish_reason: string | null = null, more: Json = {}) => {
    const choices = [{ index: 0, delta, finish_reason }];
    return `data: ${JSON.stringify({ object: 'chat.completion.chunk', choices, ...more })}\n\n`;
  };
  const fragments = calls.map(({ id, name, arguments: args }, index) => [
    { index, id, type: 'function', function: { name, arguments: '' } },
    ...piecesOf(JSON.stringify(args)).map((piece) => ({ index, function: { arguments: piece } })),
  ]);
  const rounds = Math.max(0, ...fragments.map(({ length }) => length));
  return [
    ...piecesOf(thinking).map((piece) => event({ reasoning_content: piece })),
    ...piecesOf(text).map((content) => event({ content })),
    ...Array.from({ length: rounds }, (_, i) => fragments.flatMap((one) => (one[i] ? [one[i]] : [])))
      .flat()
      .map((fragment) => event({ tool_calls: [fragment] })),
    event({}, calls.length > 0 ? 'tool_calls' : 'stop', {
      usage: { prompt_tokens: 21, completion_tokens: 7, total_tokens: 28 },
    }),
    'data: [DONE]\n\n',
  ];
}

interface Part {
  text?: string;
  image_url?: { url: string };
}
interface WireMessage {
  role: string;
  content: string | Part[];
  thinking?: string;
  reasoning_content?: string;
  images?: string[];
  tool_call_id?: string;
  tool_calls?: { id: string; function: { name: string; arguments: string | Record<string, unknown> } }[];
}

/** The messages of a body, whichever of the two protocols it has. */
export const heardIn = (body: Json): Heard[] =>
  (body.messages as WireMessage[]).map((message) => {
    const { role, content, tool_calls, tool_call_id } = message;
    const thinking = message.thinking ?? message.reasoning_content;
    const parts = typeof content === 'string' ? [{ text: content }] : content;
    const images = [
      ...(message.images ?? []),
      ...parts.flatMap(({ image_url }: Part) => (image_url ? [image_url.url.split(',')[1]!] : [])),
    ];
    const calls = tool_calls?.map(({ id, function: { name, arguments: args } }) => ({
      id,
      name,
      arguments: typeof args === 'string' ? (JSON.parse(args) as Record<string, unknown>) : args,
    }));
    return {
      role,
      text: parts.flatMap(({ text }) => (text === undefined ? [] : [text])).join('\n'),
      ...(thinking && { thinking }),
      ...(calls && { calls }),
      ...(images.length > 0 && { images }),
      ...(tool_call_id && { answers: tool_call_id }),
    };
  });
