import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { decodeCursor, encodeCursor, type Page } from '../../../common/http/paging.js';
import { Groups, type CountedGroup, type GroupOutcome, type MemberChange } from '../../auth/index.js';
import { firstOf, LogService } from '../../logging/index.js';
import { ModelsService } from '../../models/index.js';
import type {
  ChangeMembersDto,
  CreateGroupDto,
  GroupDetailsDto,
  GroupDto,
  GroupQueryDto,
  UpdateGroupDto,
} from './group.dto.js';

/** What PostgreSQL takes as a text. */
const NAME_KEY = /^[^\0\p{Cs}]{1,1000}$/u;

/** Groups for the admin routes: every change is audited. */
@Injectable()
export class AdminGroupsService {
  constructor(
    private readonly groups: Groups,
    private readonly models: ModelsService,
    private readonly log: LogService,
  ) {}

  /** A page of groups and their total number. @throws DomainError `request.invalid` for a wrong cursor */
  async list({ cursor, ids, ...query }: GroupQueryDto): Promise<Page<GroupDto> & { total: number }> {
    const after = cursor ? decodeCursor(cursor, [NAME_KEY])[0] : undefined;
    const asked = { ...query, limit: query.limit + 1, ids: ids?.split(',') };
    const { rows: found, total } = await this.groups.page(asked, after);
    const known = await this.models.namesById();
    const rows = found.slice(0, query.limit);
    return {
      rows: rows.map((group) => toDto(group, known)),
      total,
      ...(found.length > rows.length && { nextCursor: encodeCursor([rows.at(-1)!.name_key]) }),
    };
  }

  /** @throws DomainError `group.not-found` */
  async find(id: string): Promise<GroupDetailsDto> {
    const { group, memberIds } = await this.groups.find(id);
    return { ...toDto(group, await this.models.namesById()), member_ids: memberIds };
  }

  /** @throws DomainError `group.exists`, `user.not-found`, `model.not-found` */
  async add(request: FastifyRequest, body: CreateGroupDto): Promise<GroupDetailsDto> {
    const { member_ids = [], quota, model_ids, ...fields } = body;
    await this.models.requireKnown(model_ids ?? []);
    const group = { ...fields, model_ids, name: fields.name.trim(), limits: quota };
    const { id } = await this.groups.add(
      group,
      member_ids,
      (made) => (manager) =>
        this.log.audit(
          request,
          {
            action: 'group.created',
            target: { type: 'group', ...made },
            metadata: { group_id: made.id, group: made.name, ...fields, quota, members: member_ids.length },
            detail: modelsIn(model_ids),
          },
          manager,
        ),
    );
    return this.find(id);
  }

  /** All of it, or nothing. @throws DomainError as `add`, `group.not-found`, `group.from-provider` */
  async change(request: FastifyRequest, id: string, body: UpdateGroupDto): Promise<GroupDetailsDto> {
    const { member_ids, quota, ...rest } = body;
    await this.models.requireKnown(rest.model_ids ?? []);
    const fields = { ...rest, ...(rest.name !== undefined && { name: rest.name.trim() }) };
    await this.apply(request, id, { ...fields, ...(quota && { limits: quota }) }, member_ids && { set: member_ids });
    return this.find(id);
  }

  /** @throws DomainError `group.not-found` */
  async remove(request: FastifyRequest, id: string): Promise<void> {
    const { group } = await this.groups.find(id);
    const { name, member_count: members } = group;
    await this.groups.remove(id, (manager) =>
      this.log.audit(
        request,
        {
          action: 'group.deleted',
          target: { type: 'group', id, name },
          metadata: { group_id: id, group: name, members },
        },
        manager,
      ),
    );
  }

  /** @throws DomainError `group.not-found`, `group.from-provider`, `user.not-found` */
  async setMembers(request: FastifyRequest, id: string, member_ids: string[]): Promise<GroupDetailsDto> {
    await this.apply(request, id, {}, { set: member_ids });
    return this.find(id);
  }

  /** @throws as `setMembers` */
  async changeMembers(
    request: FastifyRequest,
    id: string,
    { add, remove }: ChangeMembersDto,
  ): Promise<GroupDetailsDto> {
    await this.apply(request, id, {}, { add, remove });
    return this.find(id);
  }

  /** One entry for each kind of change. */
  private async apply(
    request: FastifyRequest,
    id: string,
    fields: Parameters<Groups['change']>[1],
    members: MemberChange | undefined,
  ): Promise<void> {
    const { model_ids, limits: quota, ...plain } = fields;
    await this.groups.change(id, fields, members, (done) => async (manager) => {
      const { id: group_id, name: group } = done.before;
      const entry = (action: string, metadata: object, detail: Record<string, unknown>) =>
        this.log.audit(
          request,
          {
            action,
            target: { type: 'group', id, name: group },
            metadata: { group_id, group, ...metadata },
            detail,
          },
          manager,
        );
      const isAsked = Object.values(fields).some((value) => value !== undefined);
      if (members) await entry('group.members-changed', ...membersIn(done));
      if (isAsked || !members) await entry('group.changed', { ...plain, quota }, modelsIn(model_ids));
    });
  }
}

/** Who came and went: how many for the log line, and the first of them for the audit log. */
export const membersIn = ({ added, removed }: GroupOutcome): [metadata: object, detail: Record<string, unknown>] => [
  { added: added.length, removed: removed.length },
  { added_ids: firstOf(added), removed_ids: firstOf(removed) },
];

const modelsIn = (ids: string[] | null | undefined): Record<string, unknown> =>
  ids ? { models: ids.length, model_ids: firstOf(ids) } : { model_ids: ids };

/** A model that is gone counts no more; that its group allows nothing else stays. */
const toDto = (group: CountedGroup, known: ReadonlyMap<string, string>): GroupDto => {
  const { id, name, description, source, external_id, limits, budget, model_ids, models_decided, created_at } = group;
  return {
    id,
    name,
    description,
    source,
    external_id,
    member_count: group.member_count,
    quota: limits,
    budget,
    model_ids: model_ids && model_ids.filter((one) => known.has(one)),
    models_decided,
    created_at,
  };
};
