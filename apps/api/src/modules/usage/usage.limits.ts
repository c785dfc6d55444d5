import { Injectable } from '@nestjs/common';
import { DomainError } from '../../common/errors/domain-error.js';
import type { KeyLimits } from '../../common/key-limits.js';
import { UsageLedger } from './usage.ledger.js';
import { UsageRepository } from './usage.repository.js';

const DAY_S = 86_400;

/** Answers under way of one key: what each may yet cost, in tokens. */
type UnderWay = Set<{ tokens: number }>;

/** Holds keys to their tokens per day and their answers at a time. What is under way counts with what it may yet cost, so that a hundred at once do not all fit through the last gap. */
@Injectable()
export class UsageLimits {
  private readonly underWay = new Map<string, UnderWay>();

  constructor(
    private readonly ledger: UsageLedger,
    private readonly repository: UsageRepository,
  ) {}

  /**
   * @param tokens that this answer may cost, at a guess
   * @returns to be called when the answer is over and noted in the ledger
   * @throws DomainError `limit.parallel`, `limit.tokens`
   */
  async enter(keyId: string, { tokens_per_day, parallel_runs }: KeyLimits, tokens: number): Promise<() => void> {
    const others = this.underWay.get(keyId) ?? new Set();
    if (parallel_runs !== undefined && others.size >= parallel_runs) {
      throw new DomainError('limit.parallel', `This API key may have ${parallel_runs} answers at a time. Wait for one of them.`, { retryAfter: 2 });
    }
    const before = [...others].reduce((sum, other) => sum + other.tokens, 0);
    const own = { tokens };
    this.underWay.set(keyId, others.add(own));
    const leave = () => {
      others.delete(own);
      if (others.size === 0) this.underWay.delete(keyId);
    };
    try {
      if (tokens_per_day !== undefined && before + (await this.usedToday(keyId)) >= tokens_per_day) {
        const seconds = DAY_S - (Math.floor(Date.now() / 1000) % DAY_S);
        throw new DomainError('limit.tokens', `This API key may use ${tokens_per_day} tokens a day, and they are used up. They begin anew at midnight UTC.`, { retryAfter: seconds });
      }
    } catch (error) {
      leave();
      throw error;
    }
    return leave;
  }

  private async usedToday(keyId: string): Promise<number> {
    await this.ledger.flush();
    return this.repository.tokensOfKey(keyId, new Date().toISOString().slice(0, 10));
  }
}
