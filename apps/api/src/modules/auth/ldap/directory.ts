import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { AndFilter, EqualityFilter, FilterParser, NotFilter, OrFilter, type Filter } from 'ldapts';
import { randomBytes } from 'node:crypto';
import { directoryIssuer, dnKey } from '../../../common/dn.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import { ENV, type Env } from '../../../config/env.js';
import type { LdapSettings } from '../../../config/ldap.js';
import { binaryAttributes, idValue, toGroup, toPerson, type DirectoryGroup, type Person } from './entries.js';
import { filled, forAnybody, membershipOf } from './filters.js';
import { MOST_OF_PERSON, readGroupMap, type GroupMap } from './group-map.js';
import { ConnectionPool } from './pool.js';

/** People that one question names. */
const BATCH = 100;
/** How long the sign-in page waits to learn whether it is there. */
const PATIENCE_MS = 1_500;
/** How long a group that was seen is taken for being there. */
const SEEN_MS = 10_000;

/**
 * The directory that people may sign in with (LDAP): who is in it, with which groups, and whose password is right.
 * Nothing is ever written to it.
 */
@Injectable()
export class Directory implements BeforeApplicationShutdown {
  private readonly pool: ConnectionPool | undefined;
  private asking: Promise<boolean> | undefined;
  private groupsSeenUntil = 0;

  constructor(@Inject(ENV) private readonly env: Env) {
    this.pool = env.ldap && new ConnectionPool(env.ldap);
  }

  /** `undefined`: there is no directory, and nothing else may be called. */
  get settings(): LdapSettings | undefined {
    return this.env.ldap;
  }

  /** Of which directory an account is. */
  get issuer(): string {
    return directoryIssuer(this.in.settings.baseDn);
  }

  /**
   * Whose entry belongs to a name that was typed.
   * @returns nothing for a name that nobody has, or more than one
   * @throws DomainError `auth.directory-down`, also for an entry without an id, `auth.busy`
   */
  async find(username: string): Promise<Person | undefined> {
    const { settings, pool } = this.in;
    const filter = this.enabled(FilterParser.parseString(filled(settings.userFilter, { username })));
    const entries = await pool.service((connection) =>
      connection.search(settings.baseDn, { filter, sizeLimit: 2, ...this.attributes }),
    );
    if (entries.length !== 1) return undefined;
    const person = toPerson(entries[0]!, settings);
    // Nobody has given a wrong password; it is the portal that cannot tell who it is.
    if (!person)
      throw new DomainError(
        'auth.directory-down',
        `${settings.name} does not say which account is yours, so you cannot sign in with it. Tell an administrator.`,
        { internal: `The entry has no ${settings.idAttribute}, or the portal may not read it: see LDAP_ID_ATTRIBUTE.` },
      );
    return person;
  }

  /**
   * Everybody of these who is there and not disabled, by the id.
   * @param aside as in `ConnectionPool.service`
   * @throws DomainError `auth.directory-down`, `auth.busy`
   */
  async people(subjects: readonly string[], aside = false): Promise<Map<string, Person>> {
    const { settings, pool } = this.in;
    const anybody = FilterParser.parseString(forAnybody(settings.userFilter));
    const found = new Map<string, Person>();
    for (let at = 0; at < subjects.length; at += BATCH) {
      const filters = subjects
        .slice(at, at + BATCH)
        .map((one) => equal(settings.idAttribute, idValue(one, settings.idAttribute)));
      const filter = this.enabled(new AndFilter({ filters: [anybody, new OrFilter({ filters })] }));
      const entries = await pool.service(
        (connection) => collect(connection.pages(settings.baseDn, { filter, ...this.attributes }, BATCH)),
        aside,
      );
      for (const entry of entries) {
        const person = toPerson(entry, settings);
        if (person) found.set(person.subject, person);
      }
    }
    return found;
  }

  /**
   * Whether the password is that of the entry.
   * @throws DomainError `auth.directory-down`, `auth.busy`
   */
  async verify(dn: string, password: string): Promise<boolean> {
    // A bind without a password succeeds, as nobody.
    return password !== '' && this.in.pool.verify(dn, password);
  }

  /** Does the work of `verify` for somebody who does not exist, so that the time does not tell. */
  async verifyNobody(): Promise<void> {
    const secret = randomBytes(16).toString('hex');
    await this.in.pool.verify(`cn=${secret},${this.in.settings.baseDn}`, secret).catch(() => undefined);
  }

  /**
   * The groups of a person, with groups of groups; nothing when groups are given here, or when no group at all can be
   * read: a directory that hides who is in its groups answers as if nobody were in one.
   * @throws DomainError `auth.directory-down`, `auth.busy`
   */
  async groupsOf({ dn, name }: Person): Promise<DirectoryGroup[] | undefined> {
    const { settings, pool } = this.in;
    const { groupBaseDn: base, groupFilter, groupDepth } = settings;
    if (base === undefined) return undefined;
    const { dn: dnAttributes, isTransitive } = membershipOf(groupFilter);
    const anyGroup = FilterParser.parseString(forAnybody(groupFilter));
    const found = new Map<string, DirectoryGroup>();
    let filters = [FilterParser.parseString(filled(groupFilter, { username: name, dn }))];
    for (let level = 0; level <= groupDepth; level++) {
      const entries = await pool.service(async (connection) => {
        const options = { attributes: ['cn', settings.idAttribute], ...binaryAttributes(settings) };
        const asked = filters.map((filter) => collect(connection.pages(base, { filter, ...options }, BATCH)));
        return (await Promise.all(asked)).flat();
      });
      // Groups that were there before are not asked about again, so that groups in a circle end.
      const fresh = entries.map((entry) => toGroup(entry, settings)).filter((group) => !found.has(dnKey(group.dn)));
      for (const group of fresh.slice(0, MOST_OF_PERSON - found.size)) found.set(dnKey(group.dn), group);
      if (fresh.length === 0 || isTransitive || dnAttributes.length === 0 || found.size >= MOST_OF_PERSON) break;
      filters = [];
      for (let at = 0; at < fresh.length; at += BATCH) {
        const above = fresh.slice(at, at + BATCH).flatMap(({ dn }) => dnAttributes.map((one) => equal(one, dn)));
        filters.push(new AndFilter({ filters: [anyGroup, new OrFilter({ filters: above })] }));
      }
    }
    return found.size > 0 || (await this.hasGroups(base, anyGroup)) ? [...found.values()] : undefined;
  }

  /** Whether there is a group whose members may be read. That there is one stays true for a moment. */
  private async hasGroups(base: string, filter: Filter): Promise<boolean> {
    if (performance.now() < this.groupsSeenUntil) return true;
    const options = { filter, sizeLimit: 1, attributes: ['cn'] };
    const has = (await this.in.pool.service((connection) => connection.search(base, options))).length > 0;
    if (has) this.groupsSeenUntil = performance.now() + SEEN_MS;
    return has;
  }

  /** Whether the entries of people have an id; nothing when nobody can be read. @throws as `requireBase` */
  async hasIds(): Promise<boolean | undefined> {
    const { settings, pool } = this.in;
    const filter = FilterParser.parseString(forAnybody(settings.userFilter));
    const [entry] = await pool.service((connection) =>
      connection.search(settings.baseDn, { filter, sizeLimit: 1, ...this.attributes }),
    );
    return entry && toPerson(entry, settings) !== undefined;
  }

  /**
   * All groups with their members, for many people at once and aside of them; nothing when groups are given here.
   * @throws DomainError `auth.directory-down`, `auth.busy`
   */
  async allGroups(): Promise<GroupMap | undefined> {
    const { settings, pool } = this.in;
    if (settings.groupBaseDn === undefined) return undefined;
    return pool.service((connection) => readGroupMap(connection, settings), true);
  }

  /** @param aside as in `people` @throws DomainError `auth.directory-down` when the base cannot be read, `auth.busy` */
  async requireBase(aside = false): Promise<void> {
    const { settings, pool } = this.in;
    await pool.service(async (connection) => {
      const [base] = await connection.search(settings.baseDn, { scope: 'base', attributes: ['objectClass'] });
      if (!base) throw new Error('The base of the directory cannot be read.');
    }, aside);
  }

  /** Whether it answers at present; waits for a moment at most. Many who ask at once ask once. */
  async isAvailable(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), PATIENCE_MS)));
    this.asking ??= this.requireBase()
      .then(
        () => true,
        () => false,
      )
      .finally(() => (this.asking = undefined));
    return Promise.race([this.asking, patience]).finally(() => clearTimeout(timer));
  }

  beforeApplicationShutdown(): void {
    this.pool?.close();
  }

  private get in(): { settings: LdapSettings; pool: ConnectionPool } {
    if (!this.env.ldap || !this.pool) throw new Error('There is no directory.');
    return { settings: this.env.ldap, pool: this.pool };
  }

  private get attributes() {
    const { idAttribute, nameAttribute, mailAttribute } = this.in.settings;
    return { attributes: [idAttribute, nameAttribute, mailAttribute], ...binaryAttributes(this.in.settings) };
  }

  private enabled(filter: Filter): Filter {
    const { disabledFilter } = this.in.settings;
    if (disabledFilter === undefined) return filter;
    return new AndFilter({ filters: [filter, new NotFilter({ filter: FilterParser.parseString(disabledFilter) })] });
  }
}

/** Compares with a value as it is; nothing of it can be read as a part of the filter. */
const equal = (attribute: string, value: string | Buffer): Filter => new EqualityFilter({ attribute, value });

async function collect<T>(pages: AsyncIterable<T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}
