import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { positional } from '../../../database/positional.js';
import type { ScimUser, User } from '../../auth/index.js';
import type { UserQueryDto, UserSort, UserState } from './user.dto.js';

/** An account with figures from other tables. */
export type UserListRow = User & {
  last_seen_at: Date | null;
  tokens_30d: number;
  api_keys: number;
  second_factor: boolean;
  terms: { version: number; accepted_at: string } | null;
  quota: Record<string, number> | null;
  /** What a provider says of it. */
  scim: Pick<ScimUser, 'active' | 'attributes'> | null;
};

const STATES: Record<UserState, string> = {
  active: 'u.is_active',
  inactive: 'NOT u.is_active AND NOT u.is_pending',
  pending: 'u.is_pending',
};
const SORTS: Record<UserSort, string> = {
  created_at: 'u.created_at',
  username: 'u.username_key',
  // By what a role may do, and what an admin has to look at first.
  role: `array_position(ARRAY['user', 'developer', 'admin'], u.role)`,
  status: 'CASE WHEN u.is_pending THEN 0 WHEN u.is_active THEN 1 ELSE 2 END',
  last_seen_at: 's.last_seen_at',
  tokens_30d: 'd.tokens_30d',
};

/** The list of accounts: one query over the tables of several modules. */
@Injectable()
export class UserListRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async find(
    { q, role, state, group_id, sort, order, limit }: UserQueryDto,
    offset: number,
  ): Promise<{ rows: UserListRow[]; total: number }> {
    const where = [
      ...(q ? ['strpos(u.username_key || :space || u.email_key, lower(:q)) > 0'] : []),
      ...(role ? ['u.role = :role'] : []),
      ...(state ? [STATES[state]] : []),
      ...(group_id ? ['EXISTS (SELECT FROM group_members m WHERE m.user_id = u.id AND m.group_id = :group_id)'] : []),
    ];
    const filter = where.length > 0 ? `WHERE ${where.join(' AND ')}` : '';
    const values = { q, role, group_id, limit, offset, space: ' ' };
    const [{ total }] = (await this.dataSource.query(
      ...positional(`SELECT count(*)::int AS total FROM users u ${filter}`, values),
    )) as [{ total: number }];
    const rows = (await this.dataSource.query(
      ...positional(
        `SELECT u.*, s.last_seen_at, d.tokens_30d, k.api_keys, quotas.limits AS quota,
           (SELECT jsonb_build_object('active', active, 'attributes', attributes) FROM scim_users
             WHERE user_id = u.id) AS scim,
           EXISTS (SELECT FROM totp_secrets WHERE user_id = u.id AND secret IS NOT NULL)
             OR EXISTS (SELECT FROM passkeys WHERE user_id = u.id) AS second_factor,
           (SELECT jsonb_build_object('version', version, 'accepted_at', accepted_at) FROM terms_acceptances
              WHERE user_id = u.id ORDER BY version DESC LIMIT 1) AS terms FROM users u
         LEFT JOIN quotas ON quotas.user_id = u.id
         CROSS JOIN LATERAL (SELECT max(last_seen_at) AS last_seen_at FROM sessions WHERE user_id = u.id) s
         CROSS JOIN LATERAL (SELECT coalesce(sum(input_tokens + output_tokens), 0)::float8 AS tokens_30d FROM
           usage_days WHERE user_id = u.id AND day > (now() AT TIME ZONE 'UTC')::date - 30) d
         CROSS JOIN LATERAL (SELECT count(*)::int AS api_keys FROM api_keys WHERE user_id = u.id AND is_active) k
         ${filter} ORDER BY ${SORTS[sort]} ${order} NULLS LAST, u.id LIMIT :limit OFFSET :offset`,
        values,
      ),
    )) as UserListRow[];
    return { rows, total };
  }
}
