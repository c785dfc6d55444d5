import { OPERATIONS } from './document.js';
import { fuzz } from './fuzz/run.js';
import { FuzzedServer } from './fuzz/server.js';

const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 20_000);
const SEED = Number(process.env.FUZZ_SEED ?? 12);

it('D5: twenty thousand generated requests end neither the process nor a request in a server error', async () => {
  const portal = await FuzzedServer.start();
  const began = Date.now();
  const { requests, statuses, faults, succeeded } = await fuzz(portal.server.client, {
    requests: REQUESTS,
    seed: SEED,
  });
  const seconds = Math.round((Date.now() - began) / 1000);
  process.stdout.write(
    `${requests} requests in ${seconds} s, ${JSON.stringify(statuses)}; ${succeeded.size} operations succeeded\n`,
  );
  process.stdout.write(
    `never succeeded: ${OPERATIONS.map(({ name }) => name)
      .filter((name) => !succeeded.has(name))
      .join(', ')}\n`,
  );
  const { code, output } = await portal.stop();
  const firstError = output.slice(output.search(/ERROR/)).slice(0, 3_000);
  expect(faults.length > 0 ? [...faults, firstError].join('\n') : '').toBe('');
  expect(requests).toBeGreaterThanOrEqual(REQUESTS);
  expect(output).not.toMatch(/unhandled|uncaught/i);
  expect(code).toBe(0);
}, 3_600_000);
