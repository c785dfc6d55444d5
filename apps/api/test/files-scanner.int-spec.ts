import { createServer, type Server, type Socket } from 'node:net';
import { eventually } from './clock.js';
import { settled, uploaded, uploadForm } from './documents.js';
import { startPortal, type Person, type Portal } from './portal.js';

// A double of clamd looks at each file before anything else does.

let scanner: Server;
let verdict = 'stream: OK';
let limit = Infinity;
const seen: Buffer[] = [];
const listen = (port: number) =>
  new Promise<void>((resolve) => {
    scanner = createServer((socket: Socket) => {
      let all = Buffer.alloc(0);
      socket.on('error', () => undefined);
      socket.on('data', (piece: Buffer) => {
        if (socket.writableEnded) return;
        all = Buffer.concat([all, piece]);
        // As clamd does, with bytes that it has not read.
        if (all.length > limit) return void socket.end('INSTREAM size limit exceeded. ERROR\0', () => socket.destroy());
        if (!all.subarray(-4).equals(Buffer.alloc(4))) return;
        seen.push(all);
        socket.end(`${verdict}\0`);
      });
    }).listen(port, '127.0.0.1', resolve);
  });
let portal: Portal;
let grace: Person;
beforeAll(async () => {
  await listen(0);
  const { port } = scanner.address() as { port: number };
  portal = await startPortal({ env: { EMBEDDING_MODEL: 'off', CLAMD_ADDRESS: `127.0.0.1:${port}` } });
  grace = await portal.someone();
});
afterAll(async () => {
  await portal.close();
  await new Promise((resolve) => scanner.close(resolve));
});

it('files are read after it has seen every byte of them', async () => {
  expect(await uploaded(grace, 'clean.txt', 'clean words')).toMatchObject({ state: 'ready' });
  const sent = Buffer.concat([
    Buffer.from('zINSTREAM\0'),
    Buffer.from([0, 0, 0, 11]),
    Buffer.from('clean words'),
    Buffer.alloc(4),
  ]);
  expect(seen.at(-1)).toEqual(sent);
});

it('what it finds something in is neither read nor given out', async () => {
  verdict = 'stream: Eicar-Test-Signature FOUND';
  const file = await uploaded(grace, 'virus.txt', 'virus');
  expect(file).toMatchObject({ state: 'failed', fault: 'infected', pages: null });
  expect((await grace.get(`/api/files/${file.id}/content`)).status).toBe(409);
  expect((await grace.post(`/api/files/${file.id}/retry`)).status).toBe(409);
});

it('a file that is larger than it takes is refused, whatever it has not heard', async () => {
  [verdict, limit] = ['stream: OK', 300_000];
  const file = await uploaded(grace, 'large.txt', 'words '.repeat(500_000));
  limit = Infinity;
  expect(file).toMatchObject({ state: 'failed', fault: 'scanner-limit', pages: null });
  expect((await grace.post(`/api/files/${file.id}/retry`)).status).toBe(202);
  expect(await settled(grace, file.id)).toMatchObject({ state: 'ready' });
});

it('files wait while it is away, or does not judge them', async () => {
  verdict = "stream: Can't allocate memory ERROR";
  const { id } = (await uploadForm(grace, 'waits.txt', 'waits')).body;
  const waits = async () => (await grace.get(`/api/files/${id}`)).body;
  await eventually(async () => (await waits()).fault === 'scanner-unreachable');
  expect(await waits()).toMatchObject({ state: 'queued', pages: null });
  verdict = 'stream: OK';
  // As if its time were over.
  await portal.sql('UPDATE files SET lease_until = now() WHERE id = $1', [id]);
  await uploaded(grace, 'next.txt', 'next');
  expect(await settled(grace, id)).toMatchObject({ state: 'ready', fault: null });
});
