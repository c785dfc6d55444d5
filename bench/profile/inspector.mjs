// The profiler of V8 in a process that was started without one: SIGUSR1 opens Node's inspector.
import { setTimeout as delay } from 'node:timers/promises';
import { undici } from '../lib/packages.mjs';

/** Node's own default; only one process at a time can have it. */
const INSPECTOR = 'http://127.0.0.1:9229/json';
const OPEN_MS = 5_000;
/** Between two samples, in microseconds. */
const INTERVAL = 250;

async function addressOf(pid) {
  process.kill(pid, 'SIGUSR1');
  const end = performance.now() + OPEN_MS;
  for (;;) {
    const [target] = await fetch(INSPECTOR).then(
      (reply) => reply.json(),
      () => [],
    );
    if (target) return target.webSocketDebuggerUrl;
    if (performance.now() > end) throw new Error(`process ${pid} did not open its inspector`);
    await delay(20);
  }
}

/** Profiles a process while `work` runs. @returns {Promise<object>} V8's `cpuprofile` */
export async function profileOf(pid, work) {
  const socket = new undici.WebSocket(await addressOf(pid));
  const waiting = new Map();
  socket.onmessage = ({ data }) => {
    const { id, result } = JSON.parse(data);
    waiting.get(id)?.(result);
  };
  await new Promise((resolve, reject) => Object.assign(socket, { onopen: resolve, onerror: reject }));
  let last = 0;
  const call = (method, params) =>
    new Promise((resolve) => {
      waiting.set(++last, resolve);
      socket.send(JSON.stringify({ id: last, method, params }));
    });
  try {
    await call('Profiler.enable');
    await call('Profiler.setSamplingInterval', { interval: INTERVAL });
    await call('Profiler.start');
    await work();
    return (await call('Profiler.stop')).profile;
  } finally {
    socket.close();
  }
}
