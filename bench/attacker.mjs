// One person who attacks a portal, in a process of its own: node bench/attacker.mjs ATTACK URL TOKEN KEY. Prints a line
// when the attack is at its height, and goes on until SIGTERM; then it prints how often it got which status.
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const [, , attack, url, token, key] = process.argv;
const { hostname, port } = new URL(url);
const statuses = {};
const count = (status) => (statuses[status] = (statuses[status] ?? 0) + 1);
const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
const ask = (prompt) =>
  fetch(`${url}/api/chat`, {
    method: 'POST',
    headers: { ...headers, accept: 'text/event-stream' },
    body: JSON.stringify({ prompt, cache: 'bypass', stream: true }),
  });

/** Sends a request over a socket of its own and reads no more than the status. */
async function openUnread(lines, body = '') {
  const socket = connect(Number(port), hostname);
  socket.on('error', () => count('reset'));
  socket.once('data', (data) => {
    count(/^HTTP\/1\.1 (\d+)/.exec(String(data))?.[1]);
    socket.pause();
  });
  socket.write([...lines, 'Host: localhost', `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n'));
  await delay(2);
}

const ATTACKS = {
  /** 2,000 event streams of one run, which nobody reads. */
  async streams() {
    const run = await ask('scenario:endless streams');
    const path = `/api/chat/runs/${run.headers.get('x-run-id')}/events`;
    for (let i = 0; i < 2_000; i++) await openUnread([`GET ${path} HTTP/1.1`, `Authorization: Bearer ${token}`]);
  },
  /** 260 questions at once, without an end. */
  async runs() {
    for (let i = 0; i < 260; i++) void ask(`scenario:endless run ${i}`).then(({ status }) => count(status));
    await delay(1_000);
  },
  /** Bodies of 600,000 fields, four at a time, without a login. */
  async keys() {
    const body = JSON.stringify(Object.fromEntries(Array.from({ length: 600_000 }, (_, i) => [`key${i}`, 1])));
    const post = async () => {
      for (;;) {
        const { status } = await fetch(`${url}/api/auth/login`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        }).catch(() => ({ status: 'reset' }));
        count(status);
      }
    };
    for (let i = 0; i < 4; i++) void post();
    await delay(500);
  },
  /** Answers of 200 MB on `/v1`, which nobody reads. */
  async unread() {
    for (let i = 0; i < 4; i++) {
      const messages = [{ role: 'user', content: `scenario:flood ${i}` }];
      const body = JSON.stringify({ model: 'gemma2:2b', stream: true, messages });
      await openUnread(
        ['POST /v1/chat/completions HTTP/1.1', `X-API-Key: ${key}`, 'Content-Type: application/json'],
        body,
      );
    }
    await delay(1_000);
  },
};

process.on('SIGTERM', () => {
  console.log(JSON.stringify(statuses));
  process.exit(0);
});
await ATTACKS[attack]();
console.log('ready');
setInterval(() => undefined, 60_000);
