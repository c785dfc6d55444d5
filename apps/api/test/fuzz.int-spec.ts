import { fuzz } from './fuzz/run.js';
import { startPortal, type Portal } from './portal.js';

let portal: Portal;
beforeAll(async () => {
  portal = await startPortal({ env: { REGISTRATIONS_PER_HOUR: '100000', TRUST_PROXY: '1' } });
});
afterAll(() => portal.close());

it('D5: six hundred generated requests get no server error and no reply that contradicts the document', async () => {
  const { requests, statuses, faults, succeeded } = await fuzz(portal.anyone, {
    requests: Number(process.env.N ?? 3000),
    seed: Number(process.env.SEED ?? 1),
  });
  console.log(requests, statuses, succeeded.size);
  expect(faults.join('\n')).toBe('');
  expect(requests).toBeGreaterThanOrEqual(600);
});
