// A model server that answers at once, for machines without nginx.
import http from 'node:http';
import { MODELS, WHOLE } from '../answer.mjs';

/** Idle connections stay: one that is closed just as it is used again would be an error. */
const KEPT_MS = 600_000;

let asked = 0;

http
  .createServer({ keepAliveTimeout: KEPT_MS }, (request, response) => {
    request.resume().once('end', () => {
      asked++;
      if (request.url === '/asked') return response.end(` 0 0 ${asked} `);
      const body = request.method === 'POST' ? WHOLE : request.url === '/v1/models' ? MODELS : undefined;
      response.writeHead(body ? 200 : 404, { 'content-type': 'application/json' }).end(body ?? '{}');
    });
  })
  .listen(Number(process.argv[2]), '127.0.0.1');
