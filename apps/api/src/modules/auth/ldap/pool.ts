import { Logger } from '@nestjs/common';
import {
  BusyError,
  ConstraintViolationError,
  InvalidCredentialsError,
  ResultCodeError,
  UnavailableError,
} from 'ldapts';
import pLimit from 'p-limit';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { LdapSettings } from '../../../config/ldap.js';
import { Connection } from './connection.js';

/** Connections for looking people up, and for passwords, at a time. */
const MOST_SERVICE = 4;
const MOST_PERSONS = 16;
const MOST_WAITING = 64;

/**
 * Whether it is an answer about a person: every result of a bind but those of a server that cannot say. Otherwise a
 * stranger, whose name one answers in its own way, could have the directory taken for being away.
 */
const isRefusal = (error: unknown): error is ResultCodeError =>
  error instanceof ResultCodeError && !(error instanceof BusyError || error instanceof UnavailableError);
/** A wrong password, and an account that is locked. */
const isUsual = (error: ResultCodeError): boolean =>
  error instanceof InvalidCredentialsError || error instanceof ConstraintViolationError;
/** A directory that does not answer is left alone for so long, so that not everybody waits for it. */
const FAILURE_MS = 2_000;

/**
 * Connections with the directory: kept ones of the portal's own account, and a short one for each password. A server
 * that fails gives its place to the next one.
 */
export class ConnectionPool {
  private readonly logger = new Logger('Directory');
  private readonly services = pLimit(MOST_SERVICE);
  private readonly persons = pLimit(MOST_PERSONS);
  /** For whoever does not wait behind people. */
  private readonly asides = pLimit(1);
  private readonly idle: Connection[] = [];
  private readonly open = new Set<Connection>();
  /** Index of the server that answered last. */
  private current = 0;
  private downUntil = 0;
  private downBecause: unknown;
  private closed = false;

  constructor(private readonly settings: LdapSettings) {}

  /**
   * Does something with a connection of the portal's account.
   * @param aside on one beside those for people: neither waits for the other
   * @throws DomainError `auth.directory-down`, `auth.busy`
   */
  service<T>(work: (connection: Connection) => Promise<T>, aside = false): Promise<T> {
    return inTurn(aside ? this.asides : this.services, async () => {
      const kept = this.takeIdle();
      if (kept) {
        try {
          return await this.finish(kept, work);
        } catch (error) {
          // The server closed it while it was idle; what it really says, a new one says too.
          if (error instanceof ResultCodeError) throw this.down(error);
        }
      }
      return this.finish(await this.fresh((connection) => this.bindService(connection)), work).catch(
        (error: unknown) => {
          throw this.down(error);
        },
      );
    });
  }

  /**
   * Tries a password, on a connection of its own.
   * @returns whether the directory takes it
   * @throws DomainError `auth.directory-down`, `auth.busy`
   */
  async verify(dn: string, password: string): Promise<boolean> {
    return inTurn(this.persons, async () => {
      let verdict = false;
      const connection = await this.fresh(async (opened) => {
        try {
          await opened.bind(dn, password);
          verdict = true;
        } catch (error) {
          if (!isRefusal(error)) throw error;
          if (!isUsual(error)) this.logger.log(`A password was refused with the result ${error.code}.`);
        }
      });
      this.drop(connection);
      return verdict;
    });
  }

  close(): void {
    this.closed = true;
    for (const connection of this.open) this.drop(connection);
  }

  private async bindService(connection: Connection): Promise<void> {
    const { bindDn, bindPassword } = this.settings;
    if (bindDn !== undefined && bindPassword !== undefined) await connection.bind(bindDn, bindPassword);
  }

  private takeIdle(): Connection | undefined {
    for (;;) {
      const found = this.idle.pop();
      if (!found || found.isOpen) return found;
      this.drop(found);
    }
  }

  private async finish<T>(connection: Connection, work: (connection: Connection) => Promise<T>): Promise<T> {
    try {
      return await work(connection);
    } finally {
      if (connection.isOpen && !this.closed) this.idle.push(connection);
      else this.drop(connection);
    }
  }

  /** A new connection, on which the first step was taken, with the first server that allows both. */
  private async fresh(first: (connection: Connection) => Promise<void>): Promise<Connection> {
    if (performance.now() < this.downUntil) throw this.down(this.downBecause);
    const { servers } = this.settings;
    const from = this.current;
    let failure: unknown = new Error('The portal is being stopped.');
    for (let n = 0; n < servers.length && !this.closed; n++) {
      const at = (from + n) % servers.length;
      let connection: Connection | undefined;
      try {
        connection = await Connection.open(servers[at]!, this.settings);
        this.open.add(connection);
        await first(connection);
        this.current = at;
        return connection;
      } catch (error) {
        if (connection) this.drop(connection);
        failure = error;
      }
    }
    this.downUntil = performance.now() + FAILURE_MS;
    this.downBecause = failure;
    throw this.down(failure);
  }

  private drop(connection: Connection): void {
    this.open.delete(connection);
    connection.close();
  }

  private down(error: unknown): DomainError {
    if (error instanceof DomainError) return error;
    return new DomainError(
      'auth.directory-down',
      `${this.settings.name} does not answer, so nobody can sign in with it now. Try again in a minute; if it stays ` +
        'so, tell an administrator.',
      { retryAfter: 5, internal: error instanceof Error ? error.message.slice(0, 300) : 'unknown', cause: error },
    );
  }
}

/** @throws DomainError `auth.busy` when too many wait already */
async function inTurn<T>(limit: ReturnType<typeof pLimit>, work: () => Promise<T>): Promise<T> {
  if (limit.pendingCount >= MOST_WAITING)
    throw new DomainError('auth.busy', 'Too many people sign in at this moment. Try again in a few seconds.', {
      retryAfter: 3,
    });
  return limit(work);
}
