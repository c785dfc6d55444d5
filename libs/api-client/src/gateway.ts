import { type OpenAiChatCompletionsData } from './generated/index.js';
import { openStream, readMessages } from './stream.js';

const COMPLETIONS: OpenAiChatCompletionsData['url'] = '/v1/chat/completions';

/** One event of a response in OpenAI's format: its raw data, or a comment that keeps the connection open. */
export interface GatewayEvent {
  type: 'data' | 'comment';
  text: string;
}

export interface GatewayReply {
  status: number;
  requestId: string | undefined;
  /** Whether it is an event stream; otherwise it is one JSON document. */
  streamed: boolean;
  /** The decoded chunks of the body, as they arrive. */
  parts: AsyncGenerator<string, void, undefined>;
}

/** The last data of every stream in OpenAI's format. */
export const STREAM_END = '[DONE]';

/**
 * Requests a chat completion like an external program, and returns the raw response. A refusal rejects; aborting
 * closes the connection.
 */
export async function sendChatCompletion(
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

/** The events of a streamed response; events of one chunk are yielded together. */
export async function* gatewayEvents(parts: AsyncIterable<string>): AsyncGenerator<GatewayEvent[], void, undefined> {
  for await (const messages of readMessages(parts)) {
    yield messages.map((message): GatewayEvent =>
      message.kind === 'event' ? { type: 'data', text: message.data } : { type: 'comment', text: message.text },
    );
  }
}
