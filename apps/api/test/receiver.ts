import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message that a webhook was sent. */
export interface Received {
  path: string;
  headers: http.IncomingHttpHeaders;
  body: string;
}

export interface Receiver {
  url: string;
  got: Received[];
  /** How it answers; 204 at first. */
  answer: (reply: http.ServerResponse) => void;
  /** The next message that has not been taken yet. */
  next(): Promise<Received>;
  close(): void;
}

/** A server on loopback that webhooks are sent to. */
export async function startReceiver(): Promise<Receiver> {
  const waiting: Received[] = [];
  const takers: ((one: Received) => void)[] = [];
  const server = http.createServer((request, reply) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const one = { path: request.url!, headers: request.headers, body: Buffer.concat(parts).toString() };
      receiver.got.push(one);
      const taker = takers.shift();
      if (taker) taker(one);
      else waiting.push(one);
      receiver.answer(reply);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    got: [],
    answer: (reply) => reply.writeHead(204).end(),
    next: () => {
      const one = waiting.shift();
      return one ? Promise.resolve(one) : new Promise((resolve) => takers.push(resolve));
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return receiver;
}
