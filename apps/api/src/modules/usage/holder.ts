import { DomainError } from '../../common/errors/domain-error.js';
import type { Quota } from '../../common/access/quota.js';
import { firstOfMonth, today } from './tallies.js';
import type { UsageLedger } from './usage.ledger.js';
import type { HolderId, Used } from './usage.repository.js';

const DAY_S = 86_400;
/** Seconds after which to ask again where answers in progress take the rest. */
const IN_USE_S = 5;

/** A holder of limits: an account, one of its keys, or a group. */
export interface Holder extends HolderId {
  /** Its name in the error message. */
  name: string;
  limits: Quota;
}

/** The first moment of the next month (UTC). */
export const nextMonth = (now: Date): Date => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1));

/** The periods of limits, with what each is called. */
export const PERIODS = {
  day: {
    used: 'usedToday',
    requests: 'requests_per_day',
    tokens: 'tokens_per_day',
    codes: ['limit.requests', 'limit.tokens'],
    left: 'today',
    again: 'from midnight UTC on',
    /** Its first day. */
    first: today,
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
    first: firstOfMonth,
    rest: (now: Date) => Math.ceil((nextMonth(now).getTime() - now.getTime()) / 1000),
  },
} as const;
export type Period = keyof typeof PERIODS;
export const PERIOD_NAMES = Object.keys(PERIODS) as Period[];

/**
 * @param before what counts before the last of so many answers that are asked for together
 * @throws DomainError of the first limit that leaves no room, for a group `limit.group`; `limit.parallel` where only
 * answers in progress take what is left
 */
export async function requireRest(ledger: UsageLedger, holder: Holder, before: Used, answers = 1): Promise<void> {
  for (const period of PERIOD_NAMES) await requireRestOf(ledger, period, holder, before, answers);
}

async function requireRestOf(ledger: UsageLedger, period: Period, holder: Holder, before: Used, answers: number) {
  const { codes, left, again, rest, ...names } = PERIODS[period];
  const [requests, tokens] = [holder.limits[names.requests], holder.limits[names.tokens]];
  if (requests === undefined && tokens === undefined) return;
  const used = await ledger[names.used](holder);
  const refuse = (code: (typeof codes)[number], most: number, what: string) => {
    throw new DomainError(
      holder.column === 'group_id' ? 'limit.group' : code,
      `${what}: the limit of ${holder.name} is ${most}. They are counted anew ${again}.`,
      { retryAfter: rest(new Date()) },
    );
  };
  const refuseForNow = (what: string) => {
    throw new DomainError(
      'limit.parallel',
      `Answers in progress take all ${what} that ${holder.name} has left ${left}. Wait for one to end.`,
      { retryAfter: IN_USE_S },
    );
  };
  if (requests !== undefined && before.requests + used.requests >= requests) {
    if (used.requests + answers - 1 < requests) refuseForNow('answers');
    const some = before.requests + used.requests - requests < answers - 1;
    refuse(
      codes[0],
      requests,
      some ? `You ask for ${answers} answers, and fewer are left ${left}` : `All answers of the ${period} are used up`,
    );
  }
  if (tokens !== undefined && before.tokens + used.tokens >= tokens) {
    if (used.tokens < tokens) refuseForNow('tokens');
    refuse(codes[1], tokens, `All tokens of the ${period} are used up`);
  }
}

/** @param attended answers in progress that somebody waits for @throws DomainError `limit.parallel` */
export function requireParallel({ name, limits }: Holder, attended: number, answers = 1): void {
  const { parallel_runs: most } = limits;
  if (most === undefined || attended + answers <= most) return;
  throw new DomainError(
    'limit.parallel',
    answers > 1
      ? `You ask for ${answers} answers at a time, and the limit of ${name} is ${most}. Ask fewer models, or ` +
          'wait for answers to end.'
      : `The limit of ${name} at a time is reached: ${most}. Wait for an answer to end.`,
    { retryAfter: 2 },
  );
}
