import { createServer, type AddressInfo } from 'node:net';
import { lookupWhere } from '../common/http/public-lookup.js';
import { createBackend } from './index.js';

it('a backend whose names are judged opens no connection to a forbidden address', async () => {
  const connected = jest.fn();
  const server = createServer(connected).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://localhost:${(server.address() as AddressInfo).port}/v1`;
  const backend = createBackend('openai', url, { lookup: lookupWhere(() => false) });
  await expect(backend.models()).rejects.toMatchObject({ code: 'llm.unavailable' });
  await backend.close();
  expect(connected).not.toHaveBeenCalled();
  await new Promise((resolve) => server.close(resolve));
});
