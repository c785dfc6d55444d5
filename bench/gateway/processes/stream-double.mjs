// A model server that answers in tokens at a fixed pace, as many as `max_tokens` says. It parses nothing.
import http from 'node:http';
import { END, frameOf, MODELS, MOST_TOKENS } from '../answer.mjs';

/** Idle connections stay: one that is closed just as it is used again would be an error. */
const KEPT_MS = 600_000;

const [port, paceMs] = process.argv.slice(2).map(Number);
const frames = Array.from({ length: MOST_TOKENS }, (_, i) => Buffer.from(frameOf(i)));
const last = frames.map((frame) => Buffer.concat([frame, Buffer.from(END)]));

const wanted = (body) => Number(/"max_tokens":(\d+)/.exec(body.latin1Slice())?.[1] ?? MOST_TOKENS);

function answer(response, tokens) {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  let sent = 0;
  const send = () => {
    if (++sent < tokens) return response.write(frames[sent - 1]);
    clearInterval(timer);
    return response.end(last[sent - 1]);
  };
  const timer = setInterval(send, paceMs);
  response.once('close', () => clearInterval(timer));
  send();
}

http
  .createServer({ keepAliveTimeout: KEPT_MS }, (request, response) => {
    const pieces = [];
    request.on('data', (piece) => pieces.push(piece));
    request.once('end', () => {
      if (request.method === 'POST') return answer(response, wanted(Buffer.concat(pieces)));
      const models = request.url === '/v1/models';
      response.writeHead(models ? 200 : 404, { 'content-type': 'application/json' }).end(models ? MODELS : '{}');
    });
  })
  .listen(port, '127.0.0.1');
