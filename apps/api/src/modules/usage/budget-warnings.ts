import { Injectable } from '@nestjs/common';
import type { Quota } from '../../common/access/quota.js';
import { levelOf } from './budget-watch.js';
import { BudgetWarningRepository, type RunningWarning } from './budget-warning.repository.js';
import { PERIODS } from './holder.js';
import { Quotas } from './quotas.js';
import { firstOfMonth, today } from './tallies.js';
import { UsageLedger } from './usage.ledger.js';
import type { HolderColumn, Used } from './usage.repository.js';

const COLUMNS: Record<RunningWarning['holder'], HolderColumn> = {
  user: 'user_id',
  key: 'api_key_id',
  group: 'group_id',
};

/** A person sees no more banners. */
const MOST_OF_ONE = 5;

/** A limit of which at least four fifths are used up. */
export type NearBudget = Omit<RunningWarning, 'id' | 'level' | 'limits'> & { used: number; limit: number };

/** Warnings of budgets, to those whom they concern and to the admins. */
@Injectable()
export class BudgetWarnings {
  constructor(
    private readonly repository: BudgetWarningRepository,
    private readonly ledger: UsageLedger,
    private readonly quotas: Quotas,
  ) {}

  /** At most 200, the fullest first. A limit that was raised since, and has room again, is none of them. */
  async near(): Promise<NearBudget[]> {
    const running = await this.repository.running(today(), firstOfMonth());
    const near = (await this.known(running)).filter((one) => one !== undefined);
    return near.sort((a, b) => b.used / b.limit - a.used / a.limit);
  }

  /** What a person has not dismissed, as `near`. */
  async shownTo(userId: string, groupIds: readonly string[]): Promise<(NearBudget & { id: string })[]> {
    const running = await this.repository.shownTo(userId, groupIds, today(), firstOfMonth());
    const known = await this.known(running);
    return known.flatMap((near, i) => (near ? [{ id: running[i]!.id, ...near }] : [])).slice(0, MOST_OF_ONE);
  }

  /** @returns false when it is none of this person's */
  dismiss(id: string, userId: string, groupIds: readonly string[]): Promise<boolean> {
    return this.repository.dismiss(id, userId, groupIds);
  }

  /** What each of them says now; nothing for one that is none any more. */
  private async known(running: RunningWarning[]): Promise<(NearBudget | undefined)[]> {
    const people = running.filter(({ holder }) => holder === 'user').map(({ holder_id }) => holder_id);
    const quotas = await this.quotas.limitsOf(people);
    const ofPeople = new Map(people.map((id, i) => [id, quotas[i]!]));
    return Promise.all(running.map((one) => this.judged(one, one.limits ?? ofPeople.get(one.holder_id)!)));
  }

  private async judged({ holder, holder_id, period, measure, name, owner }: RunningWarning, now: Quota) {
    const limit = now[PERIODS[period][measure]];
    if (limit === undefined) return undefined;
    const used: Used = await this.ledger[PERIODS[period].used]({ column: COLUMNS[holder], id: holder_id });
    if (levelOf(used[measure], limit) === undefined) return undefined;
    return { holder, holder_id, name, owner, period, measure, used: used[measure], limit };
  }
}
