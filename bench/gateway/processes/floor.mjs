// The floor: the least that a relay on Node can cost. No route, no check, no parse: bytes in, bytes out.
import http from 'node:http';
import { undici } from '../../lib/packages.mjs';

/** Idle connections stay: one that is closed just as it is used again would be an error. */
const KEPT_MS = 600_000;

const [port, upstream] = process.argv.slice(2);
const pool = new undici.Pool(upstream, { connections: null, headersTimeout: 0, bodyTimeout: 0 });
/** Headers of a reply that its reader needs. */
const kept = ({ 'content-type': type, 'content-length': length }) => ({
  'content-type': type,
  ...(length && { 'content-length': length }),
});

http
  .createServer({ keepAliveTimeout: KEPT_MS }, (request, response) => {
    const pieces = [];
    request.on('data', (piece) => pieces.push(piece));
    request.once('end', () => {
      const body = pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
      const { method, url: path } = request;
      pool.dispatch(
        { method, path, headers: { 'content-type': 'application/json' }, body: body.length ? body : null },
        {
          onRequestStart: (controller) =>
            response.once('close', () => response.writableEnded || controller.abort(new Error('The reader left.'))),
          onResponseStart: (_, status, headers) => response.writeHead(status, kept(headers)),
          onResponseData: (controller, piece) => {
            if (response.write(piece)) return;
            controller.pause();
            response.once('drain', () => controller.resume());
          },
          onResponseEnd: () => response.end(),
          onResponseError: () => response.destroy(),
        },
      );
    });
  })
  .listen(Number(port), '127.0.0.1');
