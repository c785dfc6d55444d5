import { type OpenAiChatCompletionsData } from './generated/index.js';
import { openStream, readMessages } from './stream.js';

const COMPLETIONS: OpenAiChatCompletionsData['url'] = '/v1/chat/completions';

/** One event of a reply in OpenAI's form: its data as it came, or a comment that keeps the connection open. */
export interface GatewayEvent {
  type: 'data' | 'comment';
  text: string;
}

export interface GatewayReply {
  status: number;
  requestId: string | undefined;
  /** Whether it comes as events; else it is one JSON document. */
  streamed: boolean;
  /** The parts of the body as they come, decoded. */
  parts: AsyncGenerator<string, void, undefined>;
}

/** The end of every stream in OpenAI's form. */
export const STREAM_END = '[DONE]';

/**
 * Asks for a chat completion as programs do, and returns what the wire carries. A refusal rejects; aborting hangs up.
 */
export async function askGateway(
  body: Record<string, unknown>,
  { signal }: { signal?: AbortSignal } = {},
): Promise<GatewayReply> {
  const { status, header, text } = await openStream({ method: 'POST', url: COMPLETIONS, body }, { signal });
  return {
    status,
    requestId: header('x-request-id'),
    streamed: header('content-type')?.includes('text/event-stream') ?? false,
    parts: text,
  };
}

/** The parts of a streamed reply as events, those of one part together. */
export async function* gatewayEvents(parts: AsyncIterable<string>): AsyncGenerator<GatewayEvent[], void, undefined> {
  for await (const messages of readMessages(parts)) {
    yield messages.map((message): GatewayEvent =>
      message.kind === 'event' ? { type: 'data', text: message.data } : { type: 'comment', text: message.text },
    );
  }
}
