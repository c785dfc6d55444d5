import { Injectable } from '@nestjs/common';
import { DomainError } from '../../common/errors/domain-error.js';
import type { Principal } from '../../common/access/principal.js';
import type { Quota } from '../../common/access/quota.js';
import { Quotas } from './quotas.js';
import { UsageLedger } from './usage.ledger.js';
import type { HolderId, Used } from './usage.repository.js';

const DAY_S = 86_400;

/** The periods of limits, with what each is called. */
const PERIODS = {
  day: {
    used: 'usedToday',
    requests: 'requests_per_day',
    tokens: 'tokens_per_day',
    codes: ['limit.requests', 'limit.tokens'],
    left: 'today',
    again: 'from midnight UTC on',
    /** Seconds until it is over. */
    rest: (now: Date) => DAY_S - (Math.floor(now.getTime() / 1000) % DAY_S),
  },
  month: {
    used: 'usedThisMonth',
    requests: 'requests_per_month',
    tokens: 'tokens_per_month',
    codes: ['limit.requests-month', 'limit.tokens-month'],
    left: 'this month',
    again: 'from the first of the next month on (UTC)',
    rest: (now: Date) => Math.ceil((nextMonth(now).getTime() - now.getTime()) / 1000),
  },
} as const;

/** The first moment of the next month (UTC). */
export const nextMonth = (now: Date): Date => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1));

/** The principal whose question it is. */
export type Asker = Pick<Principal, 'userId' | 'key'> & {
  /** Nobody waits for the answer. It takes of what its owner has for a day, and of no answers at a time. */
  unattended?: boolean;
};

/** A holder of limits: an account, or one of its keys. */
interface Holder extends HolderId {
  /** Its name in the error message. */
  name: string;
  limits: Quota;
}

/** Answers in progress of one holder, and the tokens that they may still cost together. */
interface UnderWay extends Used {
  /** Those of the answers that somebody waits for. */
  attended: number;
}

const NONE: UnderWay = { requests: 0, tokens: 0, attended: 0 };

/**
 * Enforces daily, monthly and parallel limits of accounts and keys. Answers in progress count with their estimated cost, so that
 * a hundred parallel requests cannot all use the last remaining tokens.
 */
@Injectable()
export class UsageLimits {
  private readonly underWay = new Map<string, UnderWay>();

  constructor(
    private readonly ledger: UsageLedger,
    private readonly quotas: Quotas,
  ) {}

  /**
   * @param tokens estimated cost of this answer
   * @returns a function to call when the answer is over and recorded in the ledger
   * @throws DomainError `limit.parallel`, `limit.requests`, `limit.tokens`, `limit.requests-month`, `limit.tokens-month`
   */
  async enter(asker: Asker, tokens: number): Promise<() => void> {
    const holders = await this.holdersOf(asker);
    const left: (() => void)[] = [];
    const leave = () => left.forEach((one) => one());
    try {
      for (const holder of holders) left.push(await this.enterAs(holder, tokens, asker));
    } catch (error) {
      leave();
      throw error;
    }
    return leave;
  }

  /** Only checks what `enter` would for so many answers together. @throws as `enter` */
  async require(asker: Asker, answers = 1): Promise<void> {
    for (const holder of await this.holdersOf(asker)) {
      const underWay = this.underWay.get(holder.id) ?? NONE;
      if (!asker.unattended) requireParallel(holder, underWay, answers);
      await this.requireRest(holder, { ...underWay, requests: underWay.requests + answers - 1 }, answers);
    }
  }

  /** An account's usage today and in this month, and its quota. */
  async today(userId: string): Promise<{ used: Used; month: Used; limits: Quota }> {
    const holder: HolderId = { column: 'user_id', id: userId };
    const [used, month, limits] = await Promise.all([
      this.ledger.usedToday(holder),
      this.ledger.usedThisMonth(holder),
      this.quotas.of(userId),
    ]);
    return { used, month, limits };
  }

  private async holdersOf({ userId, key }: Asker): Promise<Holder[]> {
    const limits = await this.quotas.of(userId);
    const account: Holder = { column: 'user_id', id: userId, name: 'your account', limits };
    return key ? [account, { column: 'api_key_id', id: key.id, name: 'this API key', limits: key.limits }] : [account];
  }

  private async enterAs(holder: Holder, tokens: number, { unattended }: Asker): Promise<() => void> {
    const { id } = holder;
    const underWay = this.underWay.get(id) ?? { ...NONE };
    if (!unattended) requireParallel(holder, underWay);
    const before = { ...underWay };
    const attended = unattended ? 0 : 1;
    underWay.requests++;
    underWay.attended += attended;
    underWay.tokens += tokens;
    this.underWay.set(id, underWay);
    const leave = () => {
      underWay.tokens -= tokens;
      underWay.attended -= attended;
      if (--underWay.requests === 0) this.underWay.delete(id);
    };
    try {
      await this.requireRest(holder, before);
    } catch (error) {
      leave();
      throw error;
    }
    return leave;
  }

  /** @param before what counts before the last of so many answers that are asked for together */
  private async requireRest(holder: Holder, before: Used, answers = 1): Promise<void> {
    for (const period of ['day', 'month'] as const) await this.requireRestOf(period, holder, before, answers);
  }

  private async requireRestOf(period: keyof typeof PERIODS, holder: Holder, before: Used, answers: number) {
    const { codes, left, again, rest, ...names } = PERIODS[period];
    const [requests, tokens] = [holder.limits[names.requests], holder.limits[names.tokens]];
    if (requests === undefined && tokens === undefined) return;
    const used = await this.ledger[names.used](holder);
    const refuse = (code: (typeof codes)[number], most: number, what: string) => {
      throw new DomainError(code, `${what}: the limit of ${holder.name} is ${most}. They are counted anew ${again}.`, {
        retryAfter: rest(new Date()),
      });
    };
    if (requests !== undefined && before.requests + used.requests >= requests) {
      const some = before.requests + used.requests - requests < answers - 1;
      refuse(
        codes[0],
        requests,
        some
          ? `You ask for ${answers} answers, and fewer are left ${left}`
          : `All answers of the ${period} are used up`,
      );
    }
    if (tokens !== undefined && before.tokens + used.tokens >= tokens)
      refuse(codes[1], tokens, `All tokens of the ${period} are used up`);
  }
}

function requireParallel({ name, limits }: Holder, underWay: UnderWay, answers = 1): void {
  const { parallel_runs: most } = limits;
  if (most === undefined || underWay.attended + answers <= most) return;
  throw new DomainError(
    'limit.parallel',
    answers > 1
      ? `You ask for ${answers} answers at a time, and the limit of ${name} is ${most}. Ask fewer models, or ` +
          'wait for answers to end.'
      : `The limit of ${name} at a time is reached: ${most}. Wait for an answer to end.`,
    { retryAfter: 2 },
  );
}
