import { Injectable } from '@nestjs/common';
import { DomainError } from '../../common/errors/domain-error.js';
import type { Principal } from '../../common/access/principal.js';
import { BudgetWatch } from './budget-watch.js';
import { PERIOD_NAMES, PERIODS, requireParallel, requireRest, type Holder, type Period } from './holder.js';
import { SettingsService } from '../settings/index.js';
import { CostRepository } from './cost.repository.js';
import { firstOfMonth, today } from './tallies.js';
import type { PotGroup } from './quota.repository.js';
import { Quotas } from './quotas.js';
import { UsageLedger } from './usage.ledger.js';
import type { HolderId, Used } from './usage.repository.js';

/** What decides which groups allow a model. */
export interface AskedModel {
  id: string;
  group_ids: string[] | null;
}

/** The principal whose question it is. */
export type Asker = Pick<Principal, 'userId' | 'key'> & {
  /** Nobody waits for the answer. It takes of what its owner has for a day, and of no answers at a time. */
  unattended?: boolean;
};

/** An answer that may begin. */
export interface Admission {
  /** Groups to whose budgets it counts. */
  groupIds: readonly string[];
  /** To call when the answer is over and recorded in the ledger. */
  leave: () => void;
}

/** Answers in progress of one holder, and the tokens that they may still cost together. */
interface UnderWay extends Used {
  /** Those of the answers that somebody waits for. */
  attended: number;
}

/** Whose limits a question needs. */
interface Holders {
  /** The account and the key: the question is within the limits of each. */
  own: Holder[];
  /** Groups that allow the model. */
  groupIds: string[];
  /** Those of them with a budget: unless another one has none, the question is within that of one. */
  pots: Holder[];
  isFree: boolean;
}

const NONE: UnderWay = { requests: 0, tokens: 0, attended: 0 };
/** Most tokens that one answer in progress takes of what a group shares: what it may cost, its asker alone says. */
const MOST_OF_POT = 4_096;

/**
 * Enforces daily, monthly and parallel limits of accounts, keys and groups. Answers in progress count with their
 * estimated cost, so that a hundred parallel requests cannot all use the last remaining tokens.
 */
@Injectable()
export class UsageLimits {
  private readonly underWay = new Map<string, UnderWay>();

  constructor(
    private readonly ledger: UsageLedger,
    private readonly quotas: Quotas,
    private readonly costs: CostRepository,
    private readonly settings: SettingsService,
    private readonly watch: BudgetWatch,
  ) {}

  /**
   * @param tokens estimated cost of this answer
   * @param model without one, every group of the asker counts as allowing it
   * @throws DomainError `limit.parallel`, `limit.requests`, `limit.tokens`, `limit.requests-month`,
   * `limit.tokens-month`, `limit.group`
   */
  async enter(asker: Asker, tokens: number, model?: AskedModel): Promise<Admission> {
    const { own, pots, isFree, groupIds } = await this.holdersOf(asker, model);
    const left: (() => void)[] = [];
    const leave = () => left.forEach((one) => one());
    const enterAs = (holder: Holder) => {
      const most = holder.column === 'group_id' ? Math.min(tokens, MOST_OF_POT) : tokens;
      const { before, leave: over } = this.take(holder, most, asker);
      left.push(over);
      return { holder, before };
    };
    try {
      for (const holder of own) await requireRest(this.ledger, holder, enterAs(holder).before);
      const entered = pots.map(enterAs);
      if (!isFree) await this.requireOne(entered);
    } catch (error) {
      leave();
      this.lookAt([...own, ...pots]);
      throw error;
    }
    return {
      groupIds,
      leave: () => {
        leave();
        this.lookAt([...own, ...pots]);
      },
    };
  }

  /** Warns of what is nearly used up; who was not read because another group let the members in is read for that. */
  private lookAt(holders: readonly Holder[]): void {
    for (const holder of holders) {
      const read = PERIOD_NAMES.filter((period) => isLimited(holder, period) && !this.ledger.known(holder)[period]);
      const look = () => this.watch.look(holder, this.ledger.known(holder));
      if (read.length === 0) look();
      else Promise.all(read.map((period) => this.ledger[PERIODS[period].used](holder))).then(look, () => undefined);
    }
  }

  /**
   * Only checks what `enter` would for so many answers together.
   * @returns groups to whose budgets the answers would count, and what to call when something is recorded for them
   * @throws as `enter`
   */
  async require(asker: Asker, answers = 1, models: readonly (AskedModel | undefined)[] = [undefined]) {
    const all = await Promise.all(models.map((model) => this.holdersOf(asker, model)));
    const before = ({ id }: Holder) => this.underWay.get(id) ?? NONE;
    const holders = [...all[0]!.own, ...all.flatMap(({ pots }) => pots)];
    try {
      for (const holder of all[0]!.own) {
        const underWay = before(holder);
        if (!asker.unattended) requireParallel(holder, underWay.attended, answers);
        await requireRest(this.ledger, holder, { ...underWay, requests: underWay.requests + answers - 1 }, answers);
      }
      const asked = new Map<string, number>();
      for (const { pots, isFree } of all) {
        const entered = pots.map((holder) => {
          const [others, underWay] = [asked.get(holder.id) ?? 0, before(holder)];
          asked.set(holder.id, others + 1);
          return { holder, before: { ...underWay, requests: underWay.requests + others }, answers: others + 1 };
        });
        if (!isFree) await this.requireOne(entered);
      }
    } catch (error) {
      this.lookAt(holders);
      throw error;
    }
    return { groupIds: all[0]!.groupIds, look: () => this.lookAt(holders) };
  }

  /** An account's usage today and in this month, its quota, what the month has cost, and its groups with a budget. */
  async today(userId: string) {
    const { limits, groups } = await this.quotas.allowanceOf(userId);
    const usedOf = async (holder: HolderId) => ({
      used: await this.ledger.usedToday(holder),
      month: await this.ledger.usedThisMonth(holder),
    });
    const pots = groups.filter(hasBudget);
    await this.ledger.flushOf(userId);
    const [costs, currency, own, ...ofPots] = await Promise.all([
      this.costs.total(firstOfMonth(), today(), userId),
      this.settings.get('currency'),
      usedOf({ column: 'user_id', id: userId }),
      ...pots.map(({ id }) => usedOf({ column: 'group_id', id })),
    ]);
    const { cost_micros, energy_micro_wh } = costs;
    return {
      ...own!,
      limits,
      costs: { currency: currency || null, cost_micros, energy_micro_wh },
      groups: pots.map((pot, i) => ({ ...pot, ...ofPots[i]! })),
    };
  }

  private async holdersOf({ userId, key }: Asker, model: AskedModel | undefined): Promise<Holders> {
    const { limits, groups } = await this.quotas.allowanceOf(userId);
    const own: Holder[] = [{ column: 'user_id', id: userId, name: 'your account', limits }];
    if (key) own.push({ column: 'api_key_id', id: key.id, name: 'this API key', limits: key.limits });
    const allowing = groups.filter((group) => allows(group, model));
    const potOf = ({ id, name, budget }: PotGroup): Holder => ({
      column: 'group_id',
      id,
      name: `the group ${name}`,
      limits: budget,
    });
    const pots = allowing.filter(hasBudget).map(potOf);
    return {
      own,
      // One that says nothing of models and has no budget would only be counted.
      groupIds: allowing.filter((group) => group.decided || hasBudget(group)).map(({ id }) => id),
      pots,
      isFree: allowing.some((group) => group.decided && !hasBudget(group)),
    };
  }

  /** The answer counts as in progress from now on. @returns what did before */
  private take(holder: Holder, tokens: number, { unattended }: Asker): { before: Used; leave: () => void } {
    const { id } = holder;
    const underWay = this.underWay.get(id) ?? { ...NONE };
    if (!unattended) requireParallel(holder, underWay.attended);
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
    return { before, leave };
  }

  /** One of the groups has something left. @throws DomainError of the one that has something soonest */
  private async requireOne(pots: { holder: Holder; before: Used; answers?: number }[]): Promise<void> {
    let refusal: DomainError | undefined;
    for (const { holder, before, answers } of pots) {
      try {
        return await requireRest(this.ledger, holder, before, answers);
      } catch (error) {
        if (!(error instanceof DomainError) || error.retryAfter === undefined) throw error;
        if (!refusal || error.retryAfter < refusal.retryAfter!) refusal = error;
      }
    }
    if (refusal) throw refusal;
  }
}

const isLimited = ({ limits }: Holder, period: Period): boolean =>
  limits[PERIODS[period].requests] !== undefined || limits[PERIODS[period].tokens] !== undefined;

const hasBudget = ({ budget }: PotGroup): boolean => Object.keys(budget).length > 0;

/** Whether a member may use the model because of this group. */
const allows = ({ id, model_ids }: PotGroup, model: AskedModel | undefined): boolean =>
  !model ||
  ((model_ids === null || model_ids.has(model.id)) && (model.group_ids === null || model.group_ids.includes(id)));
