import { Client, type Entry, type SearchOptions } from 'ldapts';
import { once } from 'node:events';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import type { LdapSettings } from '../../../config/ldap.js';

/** Longest time for a connection to be ready, and for each answer on it. */
export const CALL_TIMEOUT_MS = 5_000;
const PORTS = { 'ldap:': 389, 'ldaps:': 636 } as const;

/**
 * One connection with a server of the directory. It is encrypted before anything is said on it, and it is never made
 * anew underneath: the library would connect again by itself, and in the plain where StartTLS was the rule.
 */
export class Connection {
  private readonly sockets: Socket[] = [];
  private closed = false;
  private client!: Client;

  private constructor() {}

  /** @throws Error when the server cannot be reached, or cannot be trusted */
  static async open(url: string, { startTls, ca }: Pick<LdapSettings, 'startTls' | 'ca'>): Promise<Connection> {
    const { protocol, hostname, port } = new URL(url) as URL & { protocol: keyof typeof PORTS };
    const host = hostname.replace(/^\[|\]$/g, '');
    const tls = { host, ...(isIP(host) === 0 && { servername: host }), ...(ca !== undefined && { ca }) };
    const to = { host, port: Number(port) || PORTS[protocol] };
    const opened = new Connection();
    try {
      if (protocol === 'ldaps:') await opened.ready(connectTls({ ...tls, ...to }), 'secureConnect');
      else await opened.ready(connect(to), 'connect');
      opened.client = opened.clientOf(url);
      if (startTls) await opened.within(opened.client.startTLS({ ...tls }));
      return opened;
    } catch (error) {
      opened.close();
      throw error;
    }
  }

  get isOpen(): boolean {
    return !this.closed;
  }

  /** @param password not empty: a server takes that for nobody, and says yes @throws ResultCodeError, Error */
  async bind(dn: string, password: string): Promise<void> {
    if (dn === '' || password === '') throw new Error('A bind without a name or a password proves nothing.');
    await this.call(() => this.client.bind(dn, password));
  }

  /** References to other servers are not followed. @throws ResultCodeError, Error */
  async search(base: string, options: SearchOptions): Promise<Entry[]> {
    return (await this.call(() => this.client.search(base, options))).searchEntries;
  }

  /** All that match, by pages. @throws ResultCodeError, Error */
  async *pages(base: string, options: SearchOptions, pageSize: number): AsyncGenerator<Entry[]> {
    const found = this.client.searchPaginated(base, { ...options, paged: { pageSize } });
    for (;;) {
      const page = await this.call(() => found.next());
      if (page.done) return;
      yield page.value.searchEntries;
    }
  }

  close(): void {
    this.closed = true;
    for (const socket of this.sockets) {
      // An error that nobody hears any more would end the process.
      socket.on('error', () => undefined);
      socket.destroy();
    }
  }

  private clientOf(url: string): Client {
    const [plain] = this.sockets as [Socket];
    const given = new Set<Socket>();
    const onlyOnce = <T extends Socket>(socket: T): T => {
      if (this.closed || given.has(socket)) throw new Error('The connection was closed.');
      given.add(socket);
      return socket;
    };
    return new Client({
      url,
      timeout: CALL_TIMEOUT_MS,
      ...(url.startsWith('ldaps:') && { tlsOptions: {} }),
      createConnection: (() => onlyOnce(plain)) as unknown as typeof connect,
      // Of a connection to ldap:// this is the step of StartTLS.
      createSecureConnection: ((...[options]: [ConnectionOptions]) => {
        if (url.startsWith('ldaps:')) return onlyOnce(plain);
        const secure = connectTls(options);
        this.keep(secure);
        return secure;
      }) as unknown as typeof connectTls,
    });
  }

  private async ready(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
    this.keep(socket);
    await this.within(once(socket, event));
  }

  private keep(socket: Socket): void {
    this.sockets.push(socket);
    socket.on('close', () => this.close());
  }

  private async call<T>(work: () => Promise<T>): Promise<T> {
    if (this.closed) throw new Error('The connection was closed.');
    return this.within(work());
  }

  /** The library has no limit of its own for a handshake. */
  private async within<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.close();
        reject(new Error(`The directory did not answer within ${CALL_TIMEOUT_MS / 1_000} s.`));
      }, CALL_TIMEOUT_MS);
    });
    return Promise.race([work, late]).finally(() => clearTimeout(timer));
  }
}
