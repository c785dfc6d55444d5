// The portal that the measured pages belong to, with one account.
import { call } from '../lib/http.mjs';
import { newDataDir, removeDataDir, signIn, startFake, startPortal } from '../lib/portal.mjs';

const PERSON = { username: 'reader', email: 'reader@example.org', password: 'bench-8d21f7c3', role: 'user' };

/** Starts portal and model double; an answer has 200 tokens a second. */
export async function startMeasuredPortal() {
  const fake = await startFake({ delayMs: 5, slots: 4 });
  const dir = await newDataDir();
  const portal = await startPortal(dir, { OLLAMA_HOST: fake.url, EMBEDDED_ENGINE: 'off', CACHE_TTL_SECONDS: '0' });
  const admin = await signIn(portal.url);
  const { status } = await call(`${portal.url}/api/auth/register`, { method: 'POST', token: admin, body: PERSON });
  if (status !== 201) throw new Error(`the account was not created: ${status}`);
  const stop = async () => {
    await portal.stop();
    await fake.stop();
    await removeDataDir(dir);
  };
  return { url: portal.url, stop };
}

/** Signs in once more. @returns the token, and the cookie for a browser */
export async function newSession(url) {
  const reply = await fetch(`${url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: PERSON.username, password: PERSON.password }),
  });
  if (!reply.ok) throw new Error(`sign-in: ${reply.status}`);
  const { token } = await reply.json();
  const cookies = reply.headers.getSetCookie().map((line) => {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
    return { name, value, url: `${url}${/Path=([^;]+)/i.exec(line)?.[1] ?? '/'}` };
  });
  return { token, cookies };
}

/** Imports a thread of so many messages. @returns its id */
export async function importThread(url, token, count) {
  const messages = Array.from({ length: count }, (_, i) => ({
    role: i % 2 ? 'assistant' : 'user',
    content: i % 2 ? `Answer ${i} with **bold** words, \`code\` and a list:\n\n- one\n- two\n` : `Question ${i}?`,
  }));
  const { status, body } = await call(`${url}/api/chat/import`, {
    method: 'POST',
    token,
    body: { id: `thread-of-${count}`, title: `A thread of ${count}`, chat: { messages } },
  });
  if (status >= 300 || body.thread_ids?.length !== 1) throw new Error(`import: ${status} ${JSON.stringify(body)}`);
  return body.thread_ids[0];
}
