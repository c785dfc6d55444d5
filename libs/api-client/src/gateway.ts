import { createParser } from 'eventsource-parser';
import { ApiError } from './api-error.js';
import { type OpenAiChatCompletionsData } from './generated/index.js';
import { http, toApiError } from './http.js';

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

/** Asks for a chat completion as programs do, and hands over what the wire carries. A refusal rejects; aborting hangs up. */
export async function askGateway(
  body: Record<string, unknown>,
  { signal }: { signal?: AbortSignal } = {},
): Promise<GatewayReply> {
  const response = await http.post<ReadableStream<Uint8Array>>(COMPLETIONS, body, { responseType: 'stream', signal });
  if (typeof response.data?.getReader !== 'function') throw new ApiError({ kind: 'protocol' });
  const header = (name: string) => response.headers[name] as string | undefined;
  return {
    status: response.status,
    requestId: header('x-request-id'),
    streamed: header('content-type')?.includes('text/event-stream') ?? false,
    parts: decoded(response.data),
  };
}

async function* decoded(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield decoder.decode(value, { stream: true });
    }
  } catch (error) {
    throw error instanceof Error && error.name === 'AbortError'
      ? new ApiError({ kind: 'aborted', cause: error })
      : await toApiError(error);
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}

/** The parts of a streamed reply as events, those of one part together. */
export async function* gatewayEvents(parts: AsyncIterable<string>): AsyncGenerator<GatewayEvent[], void, undefined> {
  let events: GatewayEvent[] = [];
  const parser = createParser({
    onEvent: ({ data }) => void events.push({ type: 'data', text: data }),
    onComment: (text) => void events.push({ type: 'comment', text }),
  });
  for await (const part of parts) {
    parser.feed(part);
    if (events.length > 0) yield events;
    events = [];
  }
}
