import { DomainError } from '../../../../common/errors/domain-error.js';

/** Allowed download sources: host names, each including its subdomains, and, in tests, whole http:// origins. */
export class SourceList {
  constructor(private readonly sources: string[]) {}

  /**
   * Called for the first address and for every redirect.
   * @returns the address, and whether it is one of the origins that need no further check
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

  /**
   * Checks whether an address can lead to a GGUF file at all, without any request.
   * @throws DomainError `pull.source-refused`
   */
  requireFile(address: string): void {
    const { url } = this.admit(address);
    if (!/[^/]\.gguf$/i.test(url.pathname))
      throw refused(
        'The address does not end in the name of a .gguf file. Take the address of the file itself, not that of ' +
          'its page.',
      );
    // On this host the page about a file has nearly the same address as the file.
    if (/(^|\.)huggingface\.co$/.test(url.hostname) && url.pathname.includes('/blob/'))
      throw refused(
        `This is the page about the file. The file itself is at ${url.href.replace('/blob/', '/resolve/')}`,
      );
  }
}

export const refused = (detail: string, cause?: unknown): DomainError =>
  new DomainError('pull.source-refused', detail, { cause });
