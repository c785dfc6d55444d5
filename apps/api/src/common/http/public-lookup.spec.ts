import { lookupWhere, PRIVATE_ADDRESS } from './public-lookup.js';

const resolved = (isAllowed: (address: string) => boolean) =>
  new Promise((resolve, reject) =>
    lookupWhere(isAllowed)('localhost', { family: 4 }, (error, address) => (error ? reject(error) : resolve(address))),
  );

it('a name is resolved to allowed addresses only', async () => {
  expect(await resolved((address) => address === '127.0.0.1')).toBe('127.0.0.1');
  await expect(resolved(() => false)).rejects.toMatchObject({ code: PRIVATE_ADDRESS });
});
