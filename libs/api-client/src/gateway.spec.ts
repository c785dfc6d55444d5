import { type RequestListener, type Server } from 'node:http';
import { bodyOf, serve, stopServing } from '../test/server.js';
import { type ApiError } from './api-error.js';
import { sendChatCompletion, gatewayEvents } from './gateway.js';
import { configureSession, setSession } from './session.js';

let server: Server;
let answer: (...exchange: Parameters<RequestListener>) => unknown;

beforeAll(async () => {
  server = await serve((request, response) => answer(request, response));
});
afterAll(() => stopServing(server));
beforeEach(() => setSession(null));

const collect = async (parts: AsyncIterable<string>) => {
  const events = [];
  for await (const batch of gatewayEvents(parts)) events.push(...batch);
  return events;
};

it('passes events on as they were sent, including comments', async () => {
  answer = async (request, response) => {
    expect(JSON.parse(await bodyOf(request))).toEqual({ model: 'm', stream: true });
    response.writeHead(200, { 'content-type': 'text/event-stream', 'x-request-id': 'r1' });
    const bytes = Buffer.from('data: {"a":"é"}\n\n:\n\ndata: [DONE]\n\n');
    // Cut in the middle of a character.
    response.write(bytes.subarray(0, 13));
    setTimeout(() => response.end(bytes.subarray(13)), 20);
  };
  const { parts, ...head } = await sendChatCompletion({ model: 'm', stream: true });
  expect(head).toEqual({ status: 200, requestId: 'r1', streamed: true });
  expect(await collect(parts)).toEqual([
    { type: 'data', text: '{"a":"é"}' },
    { type: 'comment', text: '' },
    { type: 'data', text: '[DONE]' },
  ]);
});

it('passes a single document on unchanged', async () => {
  answer = (_request, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"choices":[]}');
  const { parts, streamed } = await sendChatCompletion({});
  let text = '';
  for await (const part of parts) text += part;
  expect([streamed, text]).toEqual([false, '{"choices":[]}']);
});

it("turns a refusal into the gateway's own message", async () => {
  const error = {
    message: 'messages must be a list.',
    type: 'invalid_request_error',
    param: 'messages',
    code: 'request.invalid',
  };
  answer = (_request, response) =>
    response
      .writeHead(400, { 'content-type': 'application/json', 'x-request-id': 'r2' })
      .end(JSON.stringify({ error }));
  const failure = await sendChatCompletion({}).catch((thrown: ApiError) => thrown);
  expect(failure).toMatchObject({
    name: 'ApiError',
    kind: 'invalid',
    status: 400,
    code: 'request.invalid',
    detail: error.message,
    requestId: 'r2',
    problem: { error },
  });
});

it('renews an expired session like every other request', async () => {
  const seen: unknown[] = [];
  setSession({ token: 'old', expires_in: 900, user: { id: 'u' } });
  configureSession({
    refresh: () => Promise.resolve({ token: 'new', expires_in: 900, user: { id: 'u' } }),
    reauthenticate: () => Promise.resolve(false),
  });
  answer = (request, response) => {
    seen.push(request.headers.authorization);
    if (seen.length === 1)
      response
        .writeHead(401, { 'content-type': 'application/json' })
        .end('{"error":{"message":"No.","code":"invalid_api_key"}}');
    else response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  };
  expect((await sendChatCompletion({})).status).toBe(200);
  expect(seen).toEqual(['Bearer old', 'Bearer new']);
});

it('distinguishes an abort from a failure', async () => {
  answer = (_request, response) =>
    void response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
  const gone = new AbortController();
  const { parts } = await sendChatCompletion({}, { signal: gone.signal });
  const events = gatewayEvents(parts);
  await events.next();
  gone.abort();
  await expect(events.next()).rejects.toMatchObject({ kind: 'aborted' });
});
