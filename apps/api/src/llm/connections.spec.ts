import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ask, collect } from './testing/llm.contract.js';
import type { LlmBackend } from './llm.port.js';
import { OllamaBackend } from './adapters/ollama/ollama.backend.js';
import { OpenAiCompatibleBackend } from './adapters/openai-compatible/openai.backend.js';

const ENDS = {
  ollama: '{"message":{"content":"hello"},"done":false}\n{"done":true,"done_reason":"stop"}\n',
  openai: 'data: {"choices":[{"delta":{"content":"hello"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
};

let server: Server;
let replies: ServerResponse[];
let backends: LlmBackend[];
beforeEach(async () => {
  replies = [];
  server = createServer((request, reply) => {
    request.resume();
    if (!/chat/.test(request.url!)) return void reply.writeHead(404).end();
    const kind = request.url!.startsWith('/v1') ? 'openai' : 'ollama';
    reply.writeHead(200, { 'content-type': kind === 'openai' ? 'text/event-stream' : 'application/x-ndjson' });
    reply.write(ENDS[kind]);
    replies.push(reply);
    server.emit('answered');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  backends = [new OllamaBackend(url), new OpenAiCompatibleBackend(`${url}/v1`)];
});
afterEach(async () => {
  for (const backend of backends) await backend.close?.();
  server.closeAllConnections();
  await once(server.close(), 'close');
});

it('a reply whose end comes after its last line keeps its connection', async () => {
  for (const backend of backends) {
    expect((await collect(backend, ask('m', 'hi'))).text).toBe('hello');
    const first = replies.at(-1)!;
    const { socket } = first;
    await once(first.end(), 'close');
    const next = collect(backend, ask('m', 'hi'));
    await once(server, 'answered');
    replies.at(-1)!.end();
    expect((await next).text).toBe('hello');
    expect([backend.provider, socket!.destroyed]).toEqual([backend.provider, false]);
  }
});

it('a connection whose server does not end its reply is closed', async () => {
  for (const backend of backends) {
    await collect(backend, ask('m', 'hi'));
    await once(replies.at(-1)!, 'close');
    expect(replies.at(-1)!.writableFinished).toBe(false);
  }
});
