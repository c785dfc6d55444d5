import {
  invitesList,
  nextCursor,
  userAccessKeys,
  userAccessQuotas,
  userAccessSessions,
  usersList,
  type AdminUserDto,
} from '@pocket-llm/api-client';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { type UserSearch } from './url';

export const USERS_KEY = ['users'];

export interface UserPage {
  users: AdminUserDto[];
  total: number;
  next: string | undefined;
}

const SORTS = {
  created: { sort: 'created_at', order: 'asc' },
  newest: { sort: 'created_at', order: 'desc' },
  username: { sort: 'username', order: 'asc' },
  seen: { sort: 'last_seen_at', order: 'desc' },
  tokens: { sort: 'tokens_30d', order: 'desc' },
} as const;

/** Accounts that match, page by page. */
export const usersQuery = ({ q, role, state, sort = 'created' }: UserSearch) =>
  infiniteQueryOptions({
    queryKey: [...USERS_KEY, { q, role, state, sort }],
    queryFn: async ({ pageParam, signal }): Promise<UserPage> => {
      const { data, headers } = await usersList({
        query: { q, role, state, ...SORTS[sort], cursor: pageParam },
        signal,
      });
      return { users: data, total: Number(headers['x-total-count']), next: nextCursor(headers['link']) };
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    placeholderData: (previous) => previous,
  });

export const userSessionsQuery = (userId: string) =>
  queryOptions({
    queryKey: [...USERS_KEY, userId, 'sessions'],
    queryFn: async ({ signal }) => (await userAccessSessions({ path: { user_id: userId }, signal })).data,
  });

export const userKeysQuery = (userId: string) =>
  queryOptions({
    queryKey: [...USERS_KEY, userId, 'keys'],
    queryFn: async ({ signal }) => (await userAccessKeys({ path: { user_id: userId }, signal })).data,
  });

export const invitesQuery = queryOptions({
  queryKey: ['invites'],
  queryFn: async ({ signal }) => (await invitesList({ signal })).data,
});

export const quotasQuery = queryOptions({
  queryKey: ['quotas'],
  queryFn: async ({ signal }) => (await userAccessQuotas({ signal })).data,
});
