import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../common/access/principal.js';
import { roleCovers } from '../../../common/access/roles.js';
import { ApiKeyRepository, Groups, type Group } from '../../auth/index.js';
import { judge, ModelsService, permitted, type Model, type RightRule } from '../../models/index.js';
import { Quotas } from '../../usage/index.js';
import { UsersService } from '../users/users.service.js';
import type { ModelRightDto, RightsDto } from './group.dto.js';

/** Groups that are named as a way to one model. */
const MOST_WAYS = 3;

/** Says why a person may use a model, or may not: asks the same rules as every request. */
@Injectable()
export class RightsService {
  constructor(
    private readonly users: UsersService,
    private readonly groups: Groups,
    private readonly models: ModelsService,
    private readonly keys: ApiKeyRepository,
    private readonly quotas: Quotas,
  ) {}

  /** @throws DomainError `user.not-found` */
  async explain(userId: string): Promise<RightsDto> {
    const { id, username, role, is_active } = await this.users.find(userId);
    const [rights, mine, all, every, quota] = await Promise.all([
      this.groups.rightsOf(id),
      this.groups.of(id),
      this.models.listAll(),
      this.keys.list(id),
      this.quotas.of(id),
    ]);
    const mayHaveKeys = is_active && roleCovers(role, 'developer');
    const keys = every.map((key) => ({ key, works: mayHaveKeys && !isPast(key.expires_at) }));
    const principal: Principal = { userId: id, username, role, groups: rights };
    const own = new Set(mine.map((group) => group.id));
    const others = all.flatMap(({ model }) => model.group_ids ?? []).filter((one) => !own.has(one));
    const [other_groups, ways] = await Promise.all([
      this.groups.named(others),
      this.groups.ways(
        id,
        all.flatMap(({ model }) => wayOf(model, principal) ?? []),
        MOST_WAYS,
      ),
    ]);
    const explained = ({ model }: { model: Model }): ModelRightDto => ({
      model_id: model.id,
      name: model.name,
      display_name: model.display_name,
      allowed: is_active && permitted(model, principal),
      rules: judge(model, principal).map(({ rule, allowed }) => ({
        rule,
        allowed,
        group_ids: groupsOf(rule, model, mine),
      })),
      keys: keys.map(({ key, works }) => ({
        id: key.id,
        name: key.name,
        works,
        allowed: works && permitted(model, { ...principal, key: { ...key, modelIds: key.model_ids } }),
      })),
      ways: ways
        .filter(({ model_id }) => model_id === model.id)
        .map(({ id: groupId, name }) => ({ id: groupId, name })),
    });
    return {
      role,
      is_active,
      groups: mine.map((group) => ({
        id: group.id,
        name: group.name,
        source: group.source,
        quota: group.limits,
        models_decided: group.models_decided,
      })),
      other_groups,
      quota,
      models: all.map(explained),
    };
  }
}

const isPast = (time: Date | null): boolean => time !== null && time <= new Date();

/** What stands in the way to a model, if it is nothing but groups. */
function wayOf(model: Model, principal: Principal): Parameters<Groups['ways']>[1][number] | undefined {
  const refused = judge(model, principal).flatMap(({ rule, allowed }) => (allowed ? [] : [rule]));
  if (refused.length === 0 || refused.some((rule) => rule !== 'reserved' && rule !== 'groups')) return undefined;
  return {
    id: model.id,
    reserved_for: refused.includes('reserved') ? model.group_ids : null,
    is_confined: refused.includes('groups'),
  };
}

/** For which groups it is reserved; which of the person's groups allow it. */
function groupsOf(rule: RightRule, model: Model, mine: Group[]): string[] {
  if (rule === 'reserved') return model.group_ids ?? [];
  if (rule !== 'groups') return [];
  const allow = ({ model_ids }: Group) => model_ids === null || model_ids.includes(model.id);
  return mine.filter((group) => group.models_decided && allow(group)).map(({ id }) => id);
}
