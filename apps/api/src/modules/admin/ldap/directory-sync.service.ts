import { Injectable, Logger } from '@nestjs/common';
import { DomainError } from '../../../common/errors/domain-error.js';
import { newId } from '../../../common/http/ids.js';
import {
  Directory,
  DirectorySyncRepository,
  LdapAccounts,
  LdapIdentityRepository,
  type DirectoryAccount,
  type GroupMap,
  type Note,
  type Person,
} from '../../auth/index.js';
import { AuditService } from '../../logging/index.js';
import { UsersService } from '../users/users.service.js';

/** Accounts that are asked for between two looks whether another process has taken over. */
const STRETCH = 500;
/** How often a process that compares gives a sign of life, whatever it waits for: well within a lease. */
const ALIVE_MS = 15_000;
/** Accounts in a row that cannot be changed, after which the fault is taken for one of all. */
const MOST_FAILURES = 5;
/** Minutes until the next comparison after one for which the directory had no time or no answer. */
const SOON = 1;

/**
 * Compares the accounts of the directory with it: who is gone or disabled there is deactivated here, as by an admin,
 * and comes back with it. Groups and roles are those of the directory. One that cannot be read, or that has lost more
 * than half of the people at once, changes nothing; one that has lost more than half of the memberships changes none.
 */
@Injectable()
export class DirectorySyncService {
  private readonly logger = new Logger('Directory');

  constructor(
    private readonly directory: Directory,
    private readonly syncs: DirectorySyncRepository,
    private readonly identities: LdapIdentityRepository,
    private readonly accounts: LdapAccounts,
    private readonly users: UsersService,
    private readonly audits: AuditService,
  ) {}

  /** Compares if it is due and no other process does. @returns whether it did */
  async runIfDue(): Promise<boolean> {
    const claim = newId();
    const { issuer, settings } = this.directory;
    if (!(await this.syncs.claim(issuer, claim))) return false;
    let [problem, people, minutes]: [string | null, number, number] = [null, 0, settings!.syncMinutes];
    const lease = new Lease(() => this.syncs.renew(issuer, claim));
    try {
      [problem, people] = await this.compare(lease);
    } catch (error) {
      problem = error instanceof Stopped ? error.message : `Nothing was changed. ${problemOf(error)}`;
      if (error instanceof DomainError) minutes = Math.min(minutes, SOON);
    } finally {
      lease.end();
    }
    if (problem !== null) this.logger.warn(`Accounts were not compared with the directory in full. ${problem}`);
    await this.syncs.end(issuer, claim, minutes, problem, people);
    return true;
  }

  /**
   * @returns what was left out, and how many accounts were compared
   * @throws Stopped, others when nothing was changed
   */
  private async compare(lease: Lease): Promise<[problem: string | null, people: number]> {
    await this.directory.requireBase(true);
    const accounts = await this.identities.accounts(this.directory.issuer);
    const found: Awaited<ReturnType<Directory['people']>> = new Map();
    for (let at = 0; at < accounts.length; at += STRETCH) {
      const subjects = accounts.slice(at, at + STRETCH).map(({ identity }) => identity.subject);
      for (const [subject, person] of await this.directory.people(subjects, true)) found.set(subject, person);
      lease.require();
    }
    const { groups, problem } = await this.groups(accounts, found);
    lease.require();
    const active = accounts.filter(({ user }) => user.is_active);
    const gone = active.filter(({ identity }) => !found.has(identity.subject));
    if (gone.length * 2 > active.length)
      throw new Nothing(
        `${gone.length} of ${active.length} accounts are not found in it any more, which is taken for a mistake of ` +
          'the directory or of the settings. Deactivate them by hand if it is none.',
      );
    const left = await this.change(accounts, found, groups, lease);
    return [[problem, left].filter((one) => one !== null).join(' ') || null, accounts.length];
  }

  /** One account that cannot be changed keeps no other one back. @returns how many were left out @throws Stopped */
  private async change(
    accounts: DirectoryAccount[],
    found: Map<string, Person>,
    groups: GroupMap | undefined,
    lease: Lease,
  ): Promise<string | null> {
    let [left, inARow] = [0, 0];
    for (const [index, account] of accounts.entries()) {
      if (inARow === MOST_FAILURES || lease.isLost)
        throw new Stopped(
          `It was broken off after ${index} of ${accounts.length} accounts, ` +
            (lease.isLost ? `because another process has taken it over.` : `of which the last ${inARow} failed.`),
        );
      try {
        await this.changeOne(account, found.get(account.identity.subject), groups);
        inARow = 0;
      } catch (error) {
        const { username } = account.user;
        // The last admin stays, and somebody who was deleted meanwhile is gone.
        if (error instanceof DomainError) this.logger.warn(`${username} stays as it is: ${error.detail}`);
        else {
          [left, inARow] = [left + 1, inARow + 1];
          this.logger.error(`${username} could not be changed: ${(error as Error).message}`, (error as Error).stack);
        }
      }
    }
    return left > 0 ? `${left} of ${accounts.length} accounts were left out; the log says why.` : null;
  }

  private async changeOne(account: DirectoryAccount, person: Person | undefined, groups: GroupMap | undefined) {
    const { user, identity } = account;
    if (!person) return this.deactivate(account);
    const now = groups?.of(person);
    if (identity.deactivated_at !== null) await this.accounts.bringBack(user, identity, this.note);
    await this.accounts.follow(user, identity, person, this.note);
    if (now && isOther(now, account.groups)) await this.accounts.setGroups(user, now, this.note);
    await this.setRole(account, this.accounts.roleOf(now));
  }

  /** All groups, unless they are taken for a mistake, and then why. */
  private async groups(accounts: DirectoryAccount[], found: Map<string, Person>) {
    try {
      const groups = await this.directory.allGroups();
      if (groups) requireGroups(groups, accounts, found);
      return { groups, problem: null };
    } catch (error) {
      return { groups: undefined, problem: `Groups and roles stay as they are. ${problemOf(error)}` };
    }
  }

  private async deactivate({ user, identity }: DirectoryAccount): Promise<void> {
    if (!user.is_active) return;
    await this.users.changeFromProvider(
      user.id,
      async (before, manager) => {
        // Whom an admin has deactivated meanwhile, the directory does not bring back.
        if (!before.is_active) return {};
        await this.identities.mark(identity.id, true, manager);
        return { is_active: false };
      },
      async (before, manager) => {
        const metadata = { from: true, to: false };
        if (before.is_active) await this.note(before, { action: 'user.status-changed', metadata }, manager);
      },
    );
  }

  private async setRole({ user }: DirectoryAccount, role: DirectoryAccount['user']['role'] | undefined): Promise<void> {
    if (role === undefined || role === user.role) return;
    await this.users.changeFromProvider(
      user.id,
      () => Promise.resolve({ role }),
      (before, manager) =>
        this.note(before, { action: 'user.role-changed', metadata: { from: before.role, to: role } }, manager),
    );
  }

  /** Nobody has asked for it, so the directory is who did it. */
  private readonly note: Note = ({ id, username }, { action, metadata, detail }, manager) =>
    this.audits.auditJob(
      this.directory.settings!.name,
      { action, target: { type: 'user', id, name: username }, metadata: { ...metadata, provider: 'ldap' }, detail },
      manager,
    );
}

/** Why nothing is done. */
class Nothing extends Error {}

/** Why not everything was done. */
class Stopped extends Error {}

/** Signs of life of a process that compares, also while the directory takes its time. */
class Lease {
  isLost = false;
  private readonly timer: NodeJS.Timeout;

  /** @param renew says whether it is still this process that compares */
  constructor(renew: () => Promise<boolean>) {
    this.timer = setInterval(() => {
      void renew().then(
        (isKept) => (this.isLost ||= !isKept),
        // The database may answer the next time; the lease is longer.
        () => undefined,
      );
    }, ALIVE_MS);
  }

  /** @throws Nothing when another process compares */
  require(): void {
    if (this.isLost) throw new Nothing('Another process has taken it over.');
  }

  end(): void {
    clearInterval(this.timer);
  }
}

const problemOf = (error: unknown): string => {
  if (error instanceof DomainError) return error.internal ?? error.detail;
  if (error instanceof Nothing) return error.message;
  return `It was broken off (${error instanceof Error ? error.message : 'unknown'}).`;
};

/** @throws Nothing when no group can be read, or more than half of the memberships would go */
function requireGroups(groups: GroupMap, accounts: DirectoryAccount[], found: Map<string, Person>): void {
  if (groups.isEmpty)
    throw new Nothing(
      'No group with a member is found in it. Check LDAP_GROUP_BASE_DN, LDAP_GROUP_FILTER, and whether the account ' +
        'of LDAP_BIND_DN may read who is in a group.',
    );
  let [before, gone] = [0, 0];
  for (const { identity, groups: known } of accounts) {
    const person = found.get(identity.subject);
    if (!person) continue;
    const now = new Set(groups.of(person).map(({ id }) => id));
    before += known.length;
    gone += known.filter((id) => !now.has(id)).length;
  }
  if (gone * 2 > before)
    throw new Nothing(
      `${gone} of ${before} memberships of groups are not found in it any more, which is taken for a mistake of the ` +
        'directory or of the settings. If it is none, they go one by one as these people sign in.',
    );
}

const isOther = (now: { id: string }[], before: string[]): boolean =>
  now.length !== before.length || now.some(({ id }) => !before.includes(id));
