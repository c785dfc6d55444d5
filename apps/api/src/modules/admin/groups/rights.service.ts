import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../common/access/principal.js';
import { ApiKeyRepository, Groups, type Group } from '../../auth/index.js';
import { judge, ModelsService, permitted, type Model, type RightRule } from '../../models/index.js';
import { Quotas } from '../../usage/index.js';
import { UsersService } from '../users/users.service.js';
import type { ModelRightDto, RightsDto } from './group.dto.js';

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
    const { id, username, role } = await this.users.find(userId);
    const [rights, groups, all, keys, quota] = await Promise.all([
      this.groups.rightsOf(id),
      this.groups.list(),
      this.models.listAll(),
      this.keys.list(id),
      this.quotas.of(id),
    ]);
    const principal: Principal = { userId: id, username, role, groups: rights };
    const mine = groups.map(({ group }) => group).filter((group) => rights.ids.includes(group.id));
    const explained = ({ model }: { model: Model }): ModelRightDto => ({
      model_id: model.id,
      name: model.name,
      display_name: model.display_name,
      allowed: permitted(model, principal),
      rules: judge(model, principal).map(({ rule, allowed }) => ({
        rule,
        allowed,
        group_ids: groupsOf(rule, model, mine),
      })),
      keys: keys.map(({ id: keyId, name, scopes, model_ids, limits }) => ({
        id: keyId,
        name,
        allowed: permitted(model, { ...principal, key: { id: keyId, name, scopes, modelIds: model_ids, limits } }),
      })),
    });
    return {
      role,
      groups: groups.map(({ group }) => ({ id: group.id, name: group.name, is_member: rights.ids.includes(group.id) })),
      quota,
      models: all.map(explained),
    };
  }
}

/** For which groups it is reserved; which of the person's groups allow it. */
function groupsOf(rule: RightRule, model: Model, mine: Group[]): string[] {
  if (rule === 'reserved') return model.group_ids ?? [];
  if (rule !== 'groups') return [];
  return mine.filter(({ model_ids }) => model_ids === null || model_ids.includes(model.id)).map(({ id }) => id);
}
