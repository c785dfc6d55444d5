import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, IsNull, Not, type EntityManager } from 'typeorm';
import { NOW } from '../../../database/clock.js';
import { NO_PASSWORD } from '../passwords.js';
import { ExternalIdentity } from '../oidc/external-identity.entity.js';
import type { User } from '../user.entity.js';
import type { Person } from './entries.js';

/** An account of the directory, with what it was told last. */
export interface DirectoryAccount {
  user: Pick<User, 'id' | 'username' | 'email' | 'role' | 'is_active' | 'is_pending'>;
  identity: Pick<ExternalIdentity, 'id' | 'subject' | 'name' | 'email' | 'deactivated_at'>;
  /** External ids of the groups of directories that it is in. */
  groups: string[];
}

/** Whose entry in a directory is whose account here. */
@Injectable()
export class LdapIdentityRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  ofSubject(issuer: string, subject: string): Promise<ExternalIdentity | null> {
    return this.dataSource.manager.findOneBy(ExternalIdentity, { issuer, subject });
  }

  ofUser(issuer: string, userId: string): Promise<ExternalIdentity | null> {
    return this.dataSource.manager.findOneBy(ExternalIdentity, { issuer, user_id: userId });
  }

  /** What the directory tells of it now. */
  async told(id: string, { name, email }: Person, signedIn: boolean): Promise<void> {
    const used = signedIn && { last_used_at: NOW };
    await this.dataSource.manager.update(ExternalIdentity, { id }, { name, email, ...used });
  }

  /** Whether the directory has deactivated the account, and nobody has decided otherwise since. */
  isMarked(id: string, manager: EntityManager): Promise<boolean> {
    return manager.existsBy(ExternalIdentity, { id, deactivated_at: Not(IsNull()) });
  }

  /** @param isGone the account is deactivated because of the directory */
  async mark(id: string, isGone: boolean, manager: EntityManager): Promise<void> {
    await manager.update(ExternalIdentity, { id }, { deactivated_at: isGone ? NOW : null });
  }

  /** An admin has decided about an account: the directory does not bring it back. */
  async unmarkUser(userId: string, manager: EntityManager): Promise<void> {
    await manager.update(ExternalIdentity, { user_id: userId }, { deactivated_at: null });
  }

  /** How many accounts have nothing but a directory with another base: no password here and no other provider. */
  async countElsewhere(issuer: string): Promise<number> {
    const [{ count }] = (await this.dataSource.query(
      `SELECT count(*)::int AS count FROM external_identities i JOIN users u ON u.id = i.user_id
       WHERE starts_with(i.issuer, 'ldap:') AND i.issuer <> $1 AND u.is_active AND u.password_hash = $2
         AND NOT EXISTS (SELECT FROM external_identities o WHERE o.user_id = u.id AND o.id <> i.id
           AND (o.issuer = $1 OR NOT starts_with(o.issuer, 'ldap:')))`,
      [issuer, NO_PASSWORD],
    )) as [{ count: number }];
    return count;
  }

  /** Those that the directory decides about: all that are active, and those that are not because of it. */
  async accounts(issuer: string): Promise<DirectoryAccount[]> {
    const rows = (await this.dataSource.query(
      `SELECT json_build_object('id', u.id, 'username', u.username, 'email', u.email, 'role', u.role, 'is_active',
           u.is_active, 'is_pending', u.is_pending) AS user,
         json_build_object('id', i.id, 'subject', i.subject, 'name', i.name, 'email', i.email) AS identity,
         i.deactivated_at,
         coalesce((SELECT array_agg(g.external_id) FROM group_members m JOIN groups g ON g.id = m.group_id
           WHERE m.user_id = u.id AND g.source = 'ldap'), '{}') AS groups
       FROM external_identities i JOIN users u ON u.id = i.user_id
       WHERE i.issuer = $1 AND (u.is_active OR i.deactivated_at IS NOT NULL) ORDER BY u.id`,
      [issuer],
    )) as (DirectoryAccount & { deactivated_at: Date | null })[];
    return rows.map(({ user, identity, deactivated_at, groups }) => ({
      user,
      identity: { ...identity, deactivated_at },
      groups,
    }));
  }
}
