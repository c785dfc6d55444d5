import { lookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPublicAddress } from './addresses.js';

/**
 * Resolves a name for exactly the connection being opened, so that no second DNS answer can come between check and use.
 * One private address among several is enough to reject.
 */
export const publicLookup: LookupFunction = (host, options, done) => {
  lookup(host, { ...options, all: true }, (error, addresses: LookupAddress[] = []) => {
    if (error) return done(error, '');
    const hidden = addresses.find(({ address }) => !isPublicAddress(address));
    if (hidden || addresses.length === 0)
      return done(Object.assign(new Error(`${host} is at ${hidden?.address}`), { code: PRIVATE_ADDRESS }), '');
    if (options.all) return done(null, addresses);
    return done(null, addresses[0]!.address, addresses[0]!.family);
  });
};

/** Error code with which `publicLookup` rejects. */
export const PRIVATE_ADDRESS = 'PRIVATE_ADDRESS';
