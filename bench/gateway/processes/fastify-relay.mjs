// What the framework adds to the floor: a bare Fastify that parses the request and relays the reply.
import { fastify, undici } from '../../lib/packages.mjs';

const [port, upstream] = process.argv.slice(2);
const pool = new undici.Pool(upstream, { connections: null, headersTimeout: 0, bodyTimeout: 0 });
const app = fastify({ bodyLimit: 16 * 1024 * 1024, keepAliveTimeout: 600_000 });

app.get('/v1/models', () => ({ object: 'list', data: [] }));
app.post('/v1/chat/completions', async ({ url, body }, reply) => {
  const {
    statusCode,
    headers,
    body: answer,
  } = await pool.request({
    method: 'POST',
    path: url,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return reply.code(statusCode).header('content-type', headers['content-type']).send(answer);
});
await app.listen({ port: Number(port), host: '127.0.0.1' });
