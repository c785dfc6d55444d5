import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../../common/errors/domain-error.js';
import { Groups, type Group } from '../../auth/index.js';
import { LogService } from '../../logging/index.js';
import { ModelsService } from '../../models/index.js';
import type { ChangeMembersDto, CreateGroupDto, GroupDto, UpdateGroupDto } from './group.dto.js';

/** Groups for the admin routes: every change is audited. */
@Injectable()
export class AdminGroupsService {
  constructor(
    private readonly groups: Groups,
    private readonly models: ModelsService,
    private readonly log: LogService,
  ) {}

  async list(): Promise<GroupDto[]> {
    const known = await this.models.namesById();
    return (await this.groups.list()).map(({ group, memberIds }) => toDto(group, memberIds, known));
  }

  /** @throws DomainError `group.exists`, `user.not-found`, `model.not-found` */
  async add(request: FastifyRequest, body: CreateGroupDto): Promise<GroupDto> {
    const { member_ids = [], quota, ...fields } = body;
    await this.models.requireKnown(fields.model_ids ?? []);
    const { id } = await this.groups.add({ ...fields, name: fields.name.trim(), limits: quota }, member_ids, (made) =>
      this.audit(request, 'group.created', made, { ...fields, quota, members: member_ids.length }),
    );
    return this.find(id);
  }

  /** @throws DomainError as `add` and `setMembers` */
  async change(request: FastifyRequest, id: string, body: UpdateGroupDto): Promise<GroupDto> {
    const { member_ids, quota, ...fields } = body;
    await this.models.requireKnown(fields.model_ids ?? []);
    const { group } = await this.groups.find(id);
    if (group.source === 'scim' && fields.name !== undefined && fields.name.trim() !== group.name)
      throw new DomainError('group.from-provider', `The provider (scim) names ${group.name}. Rename it there.`);
    // First, because it may be refused.
    if (member_ids) await this.setMembers(request, id, member_ids);
    const change = { ...fields, ...(fields.name !== undefined && { name: fields.name.trim() }) };
    await this.groups.change(
      id,
      { ...change, ...(quota && { limits: quota }) },
      this.audit(request, 'group.changed', group, { ...change, quota }),
    );
    return this.find(id);
  }

  /** @throws DomainError `group.not-found` */
  async remove(request: FastifyRequest, id: string): Promise<void> {
    const { group, memberIds } = await this.groups.find(id);
    await this.groups.remove(id, this.audit(request, 'group.deleted', group, { members: memberIds.length }));
  }

  /** @throws DomainError `group.not-found`, `group.from-provider`, `user.not-found` */
  async setMembers(request: FastifyRequest, id: string, member_ids: string[]): Promise<GroupDto> {
    const { memberIds } = await this.groups.find(id);
    const [before, after] = [new Set(memberIds), new Set(member_ids)];
    return this.changeMembers(request, id, {
      add: member_ids.filter((one) => !before.has(one)),
      remove: memberIds.filter((one) => !after.has(one)),
    });
  }

  /** @throws as `setMembers` */
  async changeMembers(request: FastifyRequest, id: string, change: ChangeMembersDto): Promise<GroupDto> {
    const { group } = await this.groups.find(id);
    const { add, remove } = change;
    await this.groups.changeMembers(
      id,
      change,
      this.audit(request, 'group.members-changed', group, { added: add, removed: remove }),
    );
    return this.find(id);
  }

  private async find(id: string): Promise<GroupDto> {
    const { group, memberIds } = await this.groups.find(id);
    return toDto(group, memberIds, await this.models.namesById());
  }

  private audit =
    (request: FastifyRequest, action: string, { id, name }: { id: string; name: string }, metadata: object) =>
    (manager: Parameters<LogService['audit']>[2]) =>
      this.log.audit(
        request,
        { action, target: { type: 'group', id, name }, metadata: { group_id: id, group: name, ...metadata } },
        manager,
      );
}

/** A model that is gone counts no more; that its group allows nothing else stays. */
const toDto = (group: Group, member_ids: string[], known: ReadonlyMap<string, string>): GroupDto => {
  const { id, name, description, source, external_id, limits, budget, model_ids, created_at } = group;
  return {
    id,
    name,
    description,
    source,
    external_id,
    member_ids,
    quota: limits,
    budget,
    model_ids: model_ids && model_ids.filter((one) => known.has(one)),
    created_at,
  };
};
