// A model server that answers in tokens at a fixed pace. It reads no request: the least work that still is HTTP.
import http from 'node:http';
import { END, frameOf, MODELS } from '../answer.mjs';

const [port, tokens, paceMs] = process.argv.slice(2).map(Number);
const frames = Array.from({ length: tokens }, (_, i) => Buffer.from(i === tokens - 1 ? frameOf(i) + END : frameOf(i)));

http
  .createServer((request, response) => {
    request.resume();
    if (request.method === 'GET') {
      response.writeHead(request.url === '/v1/models' ? 200 : 404, { 'content-type': 'application/json' });
      response.end(request.url === '/v1/models' ? MODELS : '{}');
      return;
    }
    request.once('end', () => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      let sent = 0;
      const send = () => {
        if (sent === tokens - 1) response.end(frames[sent]);
        else response.write(frames[sent]);
        if (++sent === tokens) clearInterval(timer);
      };
      const timer = setInterval(send, paceMs);
      response.once('close', () => clearInterval(timer));
      send();
    });
  })
  .listen(port, '127.0.0.1');
