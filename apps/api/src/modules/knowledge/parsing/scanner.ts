import { createConnection, type NetConnectOpts, type Socket } from 'node:net';
import { once } from 'node:events';

/** What a scanner says of a file. */
export type Verdict = 'clean' | 'infected' | 'too-large' | 'unreachable';

/** It may look for a while at a large archive. */
const ANSWER_MS = 120_000;
const CONNECT_MS = 5_000;
const MOST_REPLY = 4_096;

/**
 * Has a file looked at by clamd (its command INSTREAM). A file that it does not judge is never taken for clean.
 * Beyond its StreamMaxLength clamd says so, and hangs up before it has all of them.
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
    if (/ FOUND$/.test(reply)) return 'infected';
    return /size limit exceeded/i.test(reply) ? 'too-large' : 'unreachable';
  } catch {
    return 'unreachable';
  }
}

async function ask(address: NetConnectOpts, say: (socket: Socket) => Promise<void>): Promise<string> {
  const socket = createConnection(address);
  // Somebody always listens: an error may come after the last word.
  socket.on('error', () => undefined);
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(CONNECT_MS) });
    socket.setTimeout(ANSWER_MS, () => socket.destroy(new Error('no answer')));
    // It may answer before it has heard all, and then hears no more.
    const said = say(socket).then(
      () => undefined,
      (error: Error) => {
        // Also when the bytes could not be read: nobody waits for an answer about half a file.
        socket.destroy();
        return error;
      },
    );
    const reply = await answer(socket);
    if (reply !== '') return reply;
    throw (await said) ?? new Error('no answer');
  } finally {
    socket.destroy();
  }
}

async function answer(socket: Socket): Promise<string> {
  let reply = '';
  try {
    for await (const piece of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      reply += piece.toString('latin1');
      if (reply.includes('\0') || reply.includes('\n') || reply.length > MOST_REPLY) break;
    }
  } catch {
    // It hung up; what it said before counts.
  }
  return reply.replace(/[\0\n][^]*$/, '').trim();
}

async function write(socket: Socket, data: Buffer): Promise<void> {
  if (socket.destroyed) throw new Error('the scanner hung up');
  if (!socket.write(data)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
}
