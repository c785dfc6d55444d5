import { Injectable } from '@nestjs/common';
import { Directory, DirectorySyncRepository, LdapIdentityRepository } from '../../auth/index.js';
import type { Check, NamedCheck } from './database-checks.js';

const ID = 'directory';
const ACCOUNTS_ID = 'directory-accounts';

/** Checks of the directory that people sign in with; none where there is none. */
@Injectable()
export class DirectoryChecks {
  constructor(
    private readonly directory: Directory,
    private readonly syncs: DirectorySyncRepository,
    private readonly identities: LdapIdentityRepository,
  ) {}

  checks(): NamedCheck[] {
    const { settings } = this.directory;
    if (!settings) return [];
    const { name, syncMinutes, idAttribute } = settings;
    const accounts = `Accounts of ${name}`;
    return [
      [ID, name, () => this.isCompared(name, syncMinutes)],
      [ACCOUNTS_ID, accounts, () => this.areRecognised(accounts, idAttribute)],
    ];
  }

  /** Whether entries belong to accounts here; nothing when the directory does not answer, which another check tells. */
  private async areRecognised(title: string, idAttribute: string): Check {
    const head = { id: ACCOUNTS_ID, title };
    const hasIds = await this.directory.hasIds().catch(() => null);
    if (hasIds === null) return [];
    if (hasIds === false)
      return {
        ...head,
        state: 'fail',
        detail: `An entry of it has no ${idAttribute} that the portal may read, so nobody of it is recognised.`,
        fix: 'Set LDAP_ID_ATTRIBUTE to an attribute that every entry has, such as objectGUID in Active Directory.',
      };
    const others = await this.identities.countElsewhere(this.directory.issuer);
    if (others > 0)
      return {
        ...head,
        state: 'warn',
        detail:
          `${others} ${others === 1 ? 'account is' : 'accounts are'} of another LDAP_BASE_DN, and cannot sign in ` +
          'any other way.',
        fix: 'Set LDAP_BASE_DN as it was, or let these people sign in otherwise: reset their passwords under Users.',
      };
    return { ...head, state: 'ok', detail: 'Entries are recognised by their id.' };
  }

  private async isCompared(title: string, minutes: number): Check {
    const head = { id: ID, title };
    try {
      await this.directory.requireBase();
    } catch (error) {
      const { internal, message } = error as Error & { internal?: string };
      return {
        ...head,
        state: 'fail',
        detail: `People cannot sign in with it: ${internal ?? message}`,
        fix: 'Look whether its servers run, and whether the LDAP_ variables are right.',
      };
    }
    if (minutes === 0)
      return { ...head, state: 'note', detail: 'Answers. Accounts are compared with it only at each sign-in.' };
    const last = await this.syncs.find(this.directory.issuer);
    if (!last?.finished_at) return { ...head, state: 'ok', detail: 'Answers. Nothing was compared with it yet.' };
    if (last.problem)
      return {
        ...head,
        state: 'warn',
        detail: `Answers, but accounts were not compared with it in full the last time. ${last.problem}`,
        fix: 'It is tried again by itself. Deactivate people by hand meanwhile if they have to go.',
      };
    return { ...head, state: 'ok', detail: `Answers. Accounts compared the last time: ${last.people}.` };
  }
}
