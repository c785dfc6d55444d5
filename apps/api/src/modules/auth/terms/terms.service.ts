import { Injectable } from '@nestjs/common';
import { Cached } from '../../../common/cached.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import { Changes } from '../../../common/redis/changes.js';
import { PrincipalCache } from '../principal.cache.js';
import type { TermsAcceptance, TermsVersion } from './terms.entity.js';
import { TermsRepository, type TermsAudit } from './terms.repository.js';

/** How long the current version is kept; also the longest time until an unannounced change is noticed. */
const CURRENT_MS = 1_000;

/** Terms of use: which version there is, and who has accepted it. */
@Injectable()
export class Terms {
  private readonly kept: Cached<TermsVersion | undefined>;

  constructor(
    private readonly repository: TermsRepository,
    private readonly principals: PrincipalCache,
    private readonly changes: Changes,
  ) {
    this.kept = new Cached(() => repository.current(), CURRENT_MS);
    changes.watch('terms', () => this.kept.forget());
  }

  /** The newest version; `undefined` while nothing was published. */
  current(): Promise<TermsVersion | undefined> {
    return this.kept.get();
  }

  /** Whether somebody has yet to accept what everybody must have accepted. */
  async isMissing(userId: string): Promise<boolean> {
    const current = await this.current();
    return current?.is_required === true && !(await this.repository.hasAccepted(userId, current.version));
  }

  /** The versions that somebody has accepted, the newest first. */
  acceptances(userId: string): Promise<TermsAcceptance[]> {
    return this.repository.acceptances(userId);
  }

  figures(version: number | null): Promise<{ accounts: number; accepted: number }> {
    return this.repository.figures(version);
  }

  /** As `TermsRepository.publish`; it holds at once. */
  async publish(
    terms: Pick<TermsVersion, 'text' | 'is_required' | 'published_by'>,
    audit: (version: number) => TermsAudit,
  ): Promise<void> {
    await this.repository.publish(terms, audit);
    this.changes.announce('terms');
    this.principals.forgetAll();
  }

  /** @throws DomainError `auth.terms-changed` when the person has read another version */
  async accept(userId: string, version: number, audit: TermsAudit): Promise<void> {
    if (!(await this.repository.accept(userId, version, audit)))
      throw new DomainError('auth.terms-changed', 'The terms have changed meanwhile. Read the new version first.');
    this.principals.forgetAll();
  }
}
