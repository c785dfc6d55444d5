import { lookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { DomainError } from '../../../../common/errors/domain-error.js';
import { isPublicAddress } from '../../../../common/http/addresses.js';

/**
 * Resolves a name for the very connection that is being opened, so that no second answer of the name server can come
 * between the check and the use. One private address among several is enough to refuse.
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

/** Code of the error with which `publicLookup` refuses. */
export const PRIVATE_ADDRESS = 'PRIVATE_ADDRESS';

/**
 * Where models may be downloaded from: names of hosts, each with those below it; and, in tests, whole http:// origins.
 */
export class SourceList {
  constructor(private readonly sources: string[]) {}

  /**
   * Asked for the first address and again for each that the server redirects to.
   * @returns the address, and whether it is one of the origins that need no check of their own
   * @throws DomainError `pull.source-refused`
   */
  admit(address: string, base?: string): { url: URL; trusted: boolean } {
    const url = URL.canParse(address, base) ? new URL(address, base) : undefined;
    if (url && this.sources.includes(url.origin)) return { url, trusted: true };
    if (!url || url.protocol !== 'https:' || url.username || url.password || url.port) {
      throw refused('Only plain https addresses without a user name and without a port are fetched.');
    }
    if (!this.sources.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`))) {
      const known =
        this.sources.length > 0
          ? `Files are fetched from ${this.sources.join(', ')} only`
          : 'Downloads are switched off';
      throw refused(
        `${known}; ${url.hostname || 'this address'} is not among them. The variable GGUF_SOURCES names the hosts.`,
      );
    }
    return { url, trusted: false };
  }

  /** Whether an address can lead to a GGUF file at all, judged by itself. @throws DomainError `pull.source-refused` */
  requireFile(address: string): void {
    const { url } = this.admit(address);
    if (!/[^/]\.gguf$/i.test(url.pathname))
      throw refused(
        'The address does not end in the name of a .gguf file. Take the address of the file itself, not that of ' +
          'its page.',
      );
    // There the page about a file has nearly the address of the file.
    if (/(^|\.)huggingface\.co$/.test(url.hostname) && url.pathname.includes('/blob/'))
      throw refused(
        `This is the page about the file. The file itself is at ${url.href.replace('/blob/', '/resolve/')}`,
      );
  }
}

export const refused = (detail: string, cause?: unknown): DomainError =>
  new DomainError('pull.source-refused', detail, { cause });
