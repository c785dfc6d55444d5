import { sendOddRequests } from './odd-requests.js';
import { ADMIN_PASSWORD, startPortal, type Portal } from './portal.js';

let portal: Portal;
beforeAll(async () => {
  portal = await startPortal({ env: { ADMIN_SQL_WRITE: 'true' } });
});
afterAll(() => portal.close());

it('D5: no odd value in any field or query parameter causes a server error', async () => {
  const admin = await portal.anyone.login('admin', ADMIN_PASSWORD);
  const { bad, sent } = await sendOddRequests(portal, admin, 1);
  expect(bad).toEqual([]);
  expect(sent).toBeGreaterThan(4_000);
}, 600_000);
