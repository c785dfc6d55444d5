import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { EntityManager } from 'typeorm';
import { DomainError } from '../../../common/errors/domain-error.js';
import { ENV, type Env } from '../../../config/env.js';
import { Groups, ScimGroupRepository, type ScimGroupRow, type ScimMember } from '../../auth/index.js';
import { LogService } from '../../logging/index.js';
import { membersIn } from '../groups/admin-groups.service.js';
import type { Columns } from './filter-sql.js';
import { patchGroup, readGroup, type GroupState } from './group-patch.js';
import { conditionsOf, isShown, project, readListQuery, readProjection } from './list-query.js';
import { readOperations } from './patch.js';
import { baseOf, isId, listReply, metaOf, requireMatch, type Resource } from './resource.js';
import { GROUP } from './schema.js';
import { scimInvalid } from './scim-errors.js';
import { SCIM_ACTOR } from './scim-users.service.js';

/** Most members in one reply of several groups; a page ends where there would be more. */
const MOST_LISTED_MEMBERS = 20_000;

const COLUMNS: Columns = {
  id: { sql: 'g.id::text', type: 'exact' },
  externalid: { sql: 'g.external_id', type: 'exact' },
  displayname: { sql: 'lower(g.name)', type: 'text' },
  'meta.created': { sql: 'g.created_at', type: 'time' },
  'meta.lastmodified': { sql: 'coalesce(g.updated_at, g.created_at)', type: 'time' },
  members: {
    from: 'FROM group_members x WHERE x.group_id = g.id',
    fields: { value: { sql: 'x.user_id::text', type: 'exact' } },
  },
};

/** Groups that a provider makes, changes and deletes. Those that were made here are not there for it. */
@Injectable()
export class ScimGroupsService {
  constructor(
    private readonly groups: Groups,
    private readonly rows: ScimGroupRepository,
    private readonly log: LogService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** @throws DomainError `scim.invalid` */
  async list(request: FastifyRequest): Promise<object> {
    const [query, projection] = [readListQuery(request), readProjection(request)];
    const { rows, total } = await this.rows.page(conditionsOf(query, COLUMNS, GROUP), query.limit, query.offset);
    const withMembers = isShown(GROUP, projection, 'members');
    const shown = withMembers ? withinMembers(rows) : rows;
    const members = withMembers ? await this.rows.members(shown.map(({ id }) => id)) : [];
    const byGroup = new Map<string, ScimMember[]>(shown.map(({ id }) => [id, []]));
    for (const member of members) byGroup.get(member.group_id)?.push(member);
    const base = baseOf(request, this.env);
    const resources = shown.map((row) => project(GROUP, toGroup(row, byGroup.get(row.id) ?? [], base), projection));
    return listReply(resources, total, query.offset);
  }

  /** @throws DomainError `group.not-found`, `scim.invalid` */
  async find(request: FastifyRequest, id: string): Promise<Resource> {
    const projection = readProjection(request);
    const row = await this.row(id);
    const members = isShown(GROUP, projection, 'members') ? await this.rows.members([id]) : [];
    return project(GROUP, toGroup(row, members, baseOf(request, this.env)), projection);
  }

  /** @throws DomainError `scim.invalid`, `group.exists` */
  async create(request: FastifyRequest, body: unknown): Promise<Resource> {
    const { name, external_id, memberIds } = await this.checked(readGroup(body));
    const { id } = await this.groups.add(
      { name },
      [...memberIds],
      (made) => (manager) => this.audit(request, 'group.created', made, { members: memberIds.size }, manager),
      { source: 'scim', external_id },
    );
    return this.find(request, id);
  }

  /** @throws DomainError `group.not-found`, `scim.invalid`, `scim.changed`, `group.exists` */
  async replace(request: FastifyRequest, id: string, body: unknown): Promise<Resource> {
    const next = readGroup(body);
    await this.change(request, id, () => next);
    return this.find(request, id);
  }

  /** All operations hold, or none. @throws DomainError as `replace` */
  async patch(request: FastifyRequest, id: string, body: unknown): Promise<void> {
    const operations = readOperations(body);
    await this.change(request, id, (current) => patchGroup(current, operations));
  }

  /** @throws DomainError `group.not-found`, `scim.changed` */
  async remove(request: FastifyRequest, id: string): Promise<void> {
    const row = await this.row(id);
    requireMatch(request, metaOfRow(row, ''));
    await this.groups.remove(id, (manager) =>
      this.audit(request, 'group.deleted', row, { members: row.member_count }, manager),
    );
  }

  private async row(id: string, manager?: EntityManager): Promise<ScimGroupRow> {
    const row = isId(id) ? await this.rows.find(id, manager) : undefined;
    if (!row) throw new DomainError('group.not-found', 'There is no such group, or SCIM did not make it.');
    return row;
  }

  private async change(request: FastifyRequest, id: string, next: (current: GroupState) => GroupState): Promise<void> {
    await this.row(id);
    await this.groups.changeOfProvider(
      id,
      'scim',
      async ({ name, external_id }, memberIds, manager) => {
        requireMatch(request, metaOfRow(await this.row(id, manager), ''));
        return this.checked(next({ name, external_id, memberIds: new Set(memberIds) }), memberIds, manager);
      },
      (done) => async (manager) => {
        const [from, to] = [done.before.name, done.after.name];
        const group = { id, name: to };
        if (from !== to) await this.audit(request, 'group.changed', group, { from, name: to }, manager);
        if (done.added.length + done.removed.length > 0) {
          const [metadata, detail] = membersIn(done);
          await this.audit(request, 'group.members-changed', group, metadata, manager, detail);
        }
      },
    );
  }

  /** @param before members that need no look @throws DomainError `scim.invalid` for somebody whom SCIM did not make */
  private async checked(
    state: GroupState,
    before: ReadonlySet<string> = new Set(),
    manager?: EntityManager,
  ): Promise<GroupState> {
    const fresh = [...state.memberIds].filter((one) => !before.has(one));
    if (fresh.length > 0 && (await this.rows.countKnown(fresh, manager)) < fresh.length)
      throw scimInvalid('invalidValue', 'A member does not exist, or is an account that SCIM did not make.');
    return state;
  }

  private audit(
    request: FastifyRequest,
    action: string,
    { id, name }: { id: string; name: string },
    metadata: object,
    manager: EntityManager,
    detail?: Record<string, unknown>,
  ): Promise<void> {
    return this.log.audit(
      request,
      {
        action,
        actor: SCIM_ACTOR,
        target: { type: 'group', id, name },
        metadata: { group_id: id, group: name, ...metadata },
        detail,
      },
      manager,
    );
  }
}

/** The beginning of a page whose groups have no more members together than one reply may hold; at least one group. */
function withinMembers(rows: ScimGroupRow[]): ScimGroupRow[] {
  let members = 0;
  const end = rows.findIndex(({ member_count }, index) => (members += member_count) > MOST_LISTED_MEMBERS && index > 0);
  return end < 0 ? rows : rows.slice(0, end);
}

const metaOfRow = (row: ScimGroupRow, base: string) => {
  const { id, name, external_id, created_at: created, updated_at, member_count, joined_at } = row;
  const modified = updated_at ?? created;
  return metaOf(GROUP, base, id, { created, modified, state: [name, external_id, modified, member_count, joined_at] });
};

const toGroup = (row: ScimGroupRow, members: ScimMember[], base: string): Resource => ({
  schemas: [GROUP.urn],
  id: row.id,
  displayName: row.name,
  ...(row.external_id !== null && { externalId: row.external_id }),
  members: members.map(({ user_id, display }) => ({
    value: user_id,
    $ref: `${base}/Users/${user_id}`,
    display,
    type: 'User',
  })),
  meta: metaOfRow(row, base),
});
