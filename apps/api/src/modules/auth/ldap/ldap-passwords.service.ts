import { Injectable } from '@nestjs/common';
import { DomainError } from '../../../common/errors/domain-error.js';
import { identityKey } from '../../../common/identity-key.js';
import { LoginAttempts } from '../attempts.js';
import { NO_PASSWORD } from '../passwords.js';
import type { User } from '../user.entity.js';
import { Directory } from './directory.js';
import type { Person } from './entries.js';
import { LdapIdentityRepository } from './ldap-identity.repository.js';

/** Passwords that are those of the directory. They go there and nowhere else, and are kept nowhere. */
@Injectable()
export class LdapPasswords {
  constructor(
    private readonly directory: Directory,
    private readonly identities: LdapIdentityRepository,
    private readonly attempts: LoginAttempts,
  ) {}

  /** Whether the directory is asked for whoever typed this name: never for accounts with a password of their own. */
  decides(user: User | null): boolean {
    return this.directory.settings !== undefined && (!user || user.password_hash === NO_PASSWORD);
  }

  /**
   * Who has this name and this password in the directory; the attempt is counted, as for every password.
   * @param known the account that has the name here
   * @returns the account whose attempt it was, and the person if the password is right
   * @throws DomainError `auth.too-many-attempts`, `auth.busy`, `auth.directory-down`
   */
  async signIn(
    username: string,
    known: User | null,
    password: string,
    address: string,
  ): Promise<{ userId: string | undefined; person: Person | undefined }> {
    const person = await this.attempts.before(
      address,
      // A name of the directory first: the one that an account has here may have been somebody else's there.
      async () => (await this.directory.find(username)) ?? (known ? this.personOf(known.id) : undefined),
    );
    const identity = person && (await this.identities.ofSubject(this.directory.issuer, person.subject));
    const userId = identity?.user_id ?? (person ? undefined : known?.id);
    const name = person ? `ldap:${person.subject}` : identityKey(username);
    const isRight = await this.tryPassword(userId ?? name, () => Promise.resolve(person), password, address);
    return { userId, person: isRight ? person : undefined };
  }

  /** Whether the account signs in with the directory's password. */
  async has({ id, password_hash }: User): Promise<boolean> {
    if (this.directory.settings === undefined || password_hash !== NO_PASSWORD) return false;
    return (await this.identities.ofUser(this.directory.issuer, id)) !== null;
  }

  /**
   * Whether it is the password of the account's own entry; the attempt is counted.
   * @throws DomainError `auth.too-many-attempts`, `auth.busy`, `auth.directory-down`
   */
  async confirms({ id }: User, password: string, address: string): Promise<boolean> {
    return this.tryPassword(id, () => this.personOf(id), password, address);
  }

  /** @throws DomainError `auth.directory-password` for an account whose password is the directory's */
  async requireOwn(user: User): Promise<void> {
    if (!(await this.has(user))) return;
    const { name } = this.directory.settings!;
    throw new DomainError('auth.directory-password', `This account has the password of ${name}; change it there.`);
  }

  private async personOf(userId: string): Promise<Person | undefined> {
    const identity = await this.identities.ofUser(this.directory.issuer, userId);
    return identity ? (await this.directory.people([identity.subject])).get(identity.subject) : undefined;
  }

  /** A directory that does not answer has not said that the password is wrong. */
  private async tryPassword(
    account: string,
    personOf: () => Promise<Person | undefined>,
    password: string,
    address: string,
  ): Promise<boolean> {
    const attempt = await this.attempts.reserve(account, address);
    let isRight = false;
    try {
      const person = await personOf();
      if (person) isRight = await this.directory.verify(person.dn, password);
      else await this.directory.verifyNobody();
    } catch (error) {
      attempt.cancelled();
      throw error;
    }
    if (isRight) attempt.succeeded();
    else attempt.failed();
    return isRight;
  }
}
