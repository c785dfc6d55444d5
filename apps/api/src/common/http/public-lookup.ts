import { lookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPublicAddress } from './addresses.js';

/**
 * Resolves a name for exactly the connection being opened, so that no second DNS answer can come between check and use.
 * One forbidden address among several is enough to reject.
 */
export const lookupWhere =
  (isAllowed: (address: string) => boolean): LookupFunction =>
  (host, options, done) => {
    lookup(host, { ...options, all: true }, (error, addresses: LookupAddress[] = []) => {
      if (error) return done(error, '');
      const hidden = addresses.find(({ address }) => !isAllowed(address));
      if (hidden || addresses.length === 0)
        return done(Object.assign(new Error(`${host} is at ${hidden?.address}`), { code: PRIVATE_ADDRESS }), '');
      if (options.all) return done(null, addresses);
      return done(null, addresses[0]!.address, addresses[0]!.family);
    });
  };

/** Resolves names of the open internet only. */
export const publicLookup = lookupWhere(isPublicAddress);

/** Error code with which these reject. */
export const PRIVATE_ADDRESS = 'PRIVATE_ADDRESS';
