import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Client } from './client.js';
import { ADMIN_PASSWORD } from './portal.js';

const LOGIN = ['POST /api/auth/login HTTP/1.1', 'Host: 127.0.0.1', 'Content-Type: application/json'];
const lines = (...all: string[]) => all.join('\r\n');

/** Ways to keep a connection of a server busy with next to nothing; what follows is sent byte by byte. */
const OPENINGS = {
  nothing: '',
  'a header': lines('GET /health HTTP/1.1', 'Host: 127.0.0.1', 'X-Slow: '),
  'a body': lines(...LOGIN, 'Content-Length: 9999', '', '{"username":"'),
  'chunks of a body': lines(...LOGIN, 'Transfer-Encoding: chunked', '', ''),
} as const;

export type Opening = keyof typeof OPENINGS;
export const WAYS = Object.keys(OPENINGS) as Opening[];

/** Senders that send one byte a second and hope that nobody minds. */
export class SlowSenders {
  private readonly closed: Promise<unknown>[];
  private readonly dripping: NodeJS.Timeout;
  /** What each was told before its connection was closed. */
  readonly replies: string[] = [];

  private constructor(
    private readonly sockets: Socket[],
    byte: string,
  ) {
    this.closed = sockets.map((socket, i) => {
      this.replies[i] = '';
      socket.setEncoding('latin1').on('data', (text: string) => (this.replies[i] += text));
      // A socket that was reset reports an error and closes.
      return new Promise((resolve) => socket.on('error', () => undefined).once('close', resolve));
    });
    this.dripping = setInterval(
      () => sockets.forEach((socket) => byte && socket.writable && socket.write(byte)),
      1_000,
    );
  }

  /** Opens the connections and sends the beginning. */
  static async open(port: number, count: number, way: Opening): Promise<SlowSenders> {
    const sockets: Socket[] = [];
    while (sockets.length < count) {
      // No more at once than a server's backlog takes.
      const some = Array.from({ length: Math.min(100, count - sockets.length) }, () => connect(port, '127.0.0.1'));
      await Promise.all(some.map((socket) => once(socket, 'connect')));
      for (const socket of some) socket.write(OPENINGS[way]);
      sockets.push(...some);
    }
    return new SlowSenders(sockets, way === 'nothing' ? '' : way === 'chunks of a body' ? '1\r\na\r\n' : 'a');
  }

  /** Resolves when the server has closed all of them. */
  async allClosed(): Promise<void> {
    await Promise.all(this.closed);
    clearInterval(this.dripping);
  }
}

/** Somebody else from another address signs in and reads while the senders are there. */
export async function expectOthersServed(anyone: Client): Promise<void> {
  const other = anyone.with({ 'x-forwarded-for': '203.0.113.9' });
  expect((await other.get('/health')).body).toBe('OK');
  const person = await other.login('admin', ADMIN_PASSWORD);
  expect((await person.get('/api/chat/threads')).status).toBe(200);
}
