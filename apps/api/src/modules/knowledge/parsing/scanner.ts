import { createConnection, type NetConnectOpts, type Socket } from 'node:net';
import { once } from 'node:events';

/** What a scanner says of a file. */
export type Verdict = 'clean' | 'infected' | 'unreachable';

/** It may look for a while at a large archive. */
const ANSWER_MS = 120_000;
const CONNECT_MS = 5_000;
const MOST_REPLY = 4_096;

/**
 * Has a file looked at by clamd (its command INSTREAM). A file that it does not judge is never taken for clean.
 * @param bytes in pieces below clamd's StreamMaxLength in all; beyond it the scanner refuses, and the file waits
 */
export async function scan(address: NetConnectOpts, bytes: AsyncIterable<Buffer>): Promise<Verdict> {
  try {
    const reply = await ask(address, async (socket) => {
      await write(socket, Buffer.from('zINSTREAM\0'));
      for await (const piece of bytes) {
        const length = Buffer.alloc(4);
        length.writeUInt32BE(piece.length);
        await write(socket, Buffer.concat([length, piece]));
      }
      await write(socket, Buffer.alloc(4));
    });
    if (/^stream: OK$/.test(reply)) return 'clean';
    return / FOUND$/.test(reply) ? 'infected' : 'unreachable';
  } catch {
    return 'unreachable';
  }
}

/** Whether a scanner answers. */
export async function ping(address: NetConnectOpts): Promise<boolean> {
  return (await ask(address, (socket) => write(socket, Buffer.from('zPING\0'))).catch(() => '')) === 'PONG';
}

async function ask(address: NetConnectOpts, say: (socket: Socket) => Promise<void>): Promise<string> {
  const socket = createConnection(address);
  // Somebody always listens: an error may come after the last word.
  socket.on('error', () => undefined);
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(CONNECT_MS) });
    socket.setTimeout(ANSWER_MS, () => socket.destroy(new Error('no answer')));
    const [, reply] = await Promise.all([say(socket), answer(socket)]);
    return reply;
  } finally {
    socket.destroy();
  }
}

async function answer(socket: Socket): Promise<string> {
  let reply = '';
  for await (const piece of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    reply += piece.toString('latin1');
    if (reply.includes('\0') || reply.includes('\n') || reply.length > MOST_REPLY) break;
  }
  return reply.replace(/[\0\n][^]*$/, '').trim();
}

async function write(socket: Socket, data: Buffer): Promise<void> {
  if (socket.destroyed) throw new Error('the scanner hung up');
  if (!socket.write(data)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
}
