import {
  type AdminUserDto,
  auditList,
  invitesCreate,
  invitesList,
  invitesRenew,
  invitesWithdraw,
  nextCursor,
  type QuotaDto,
  type User,
  userAccessDropQuota,
  userAccessEndSession,
  userAccessKeys,
  userAccessQuotas,
  userAccessResetSecondFactor,
  userAccessRevokeKey,
  userAccessSessions,
  userAccessSetQuota,
  userAccessSetRoleQuota,
  type BulkUserResultDto,
  usersChange,
  usersCreate,
  usersList,
  usersRemove,
  usersResetPassword,
  usersRole,
  usersStatus,
} from '@pocket-llm/api-client';
import {
  type InfiniteData,
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { type UserSearch } from './url';

const USERS_KEY = ['users'];
/** Audit entries shown with an account. */
const TRAIL_LENGTH = 5;

interface UserPage {
  users: AdminUserDto[];
  /** Number of matching accounts on all pages. */
  total: number;
  next: string | undefined;
}

/** The order that each column begins with: what an admin looks for comes first. */
const SORTS = {
  created: { sort: 'created_at', order: 'asc' },
  username: { sort: 'username', order: 'asc' },
  role: { sort: 'role', order: 'desc' },
  status: { sort: 'status', order: 'asc' },
  seen: { sort: 'last_seen_at', order: 'desc' },
  tokens: { sort: 'tokens_30d', order: 'desc' },
} as const;

/** The direction of a sorted list. */
export const orderOf = ({ sort = 'created', reversed }: Pick<UserSearch, 'sort' | 'reversed'>): 'asc' | 'desc' =>
  (SORTS[sort].order === 'asc') === (reversed === undefined) ? 'asc' : 'desc';

/** Matching accounts, page by page. */
export const usersQuery = ({ q, role, state, group, sort = 'created', reversed }: UserSearch) =>
  infiniteQueryOptions({
    queryKey: [...USERS_KEY, { q, role, state, group, sort, reversed }],
    queryFn: async ({ pageParam, signal }): Promise<UserPage> => {
      const { data, headers } = await usersList({
        query: {
          q,
          role,
          state,
          group_id: group,
          sort: SORTS[sort].sort,
          order: orderOf({ sort, reversed }),
          cursor: pageParam,
        },
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

/** The newest audit entries about an account. */
export const userTrailQuery = (userId: string) =>
  queryOptions({
    queryKey: ['audit', 'of', userId],
    queryFn: async ({ signal }) => (await auditList({ query: { target: userId, limit: TRAIL_LENGTH }, signal })).data,
  });

/** Unused invites. */
export const invitesQuery = queryOptions({
  queryKey: ['invites'],
  queryFn: async ({ signal }) => (await invitesList({ signal })).data,
});

/** The quotas of each role. */
export const quotasQuery = queryOptions({
  queryKey: ['quotas'],
  queryFn: async ({ signal }) => (await userAccessQuotas({ signal })).data,
});

export interface NewUser {
  username: string;
  email: string;
  /** Empty: the response has a link for setting a password. */
  password: string;
  role: User['role'];
}

/** Creates an account. When this succeeds, it is in the list. */
export function useCreateUser() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (user: NewUser) =>
      (await usersCreate({ body: { ...user, password: user.password || undefined } })).data,
    onSuccess: () => client.invalidateQueries({ queryKey: USERS_KEY }),
  });
}

export function useDeleteUser() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (userId: string) => usersRemove({ path: { user_id: userId } }),
    // Not awaited: the dialog has to close before the account disappears from the list around it.
    onSuccess: () => void client.invalidateQueries({ queryKey: USERS_KEY }),
  });
}

type UserChange = { id: string } & ({ role: User['role'] } | { is_active: boolean });

const isPaged = (data: unknown): data is InfiniteData<UserPage> =>
  typeof data === 'object' && data !== null && 'pages' in data;

/** Changes role or status optimistically; rolled back if the server refuses. */
export function useChangeUser() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, ...change }: UserChange) => {
      const path = { user_id: id };
      return 'role' in change
        ? usersRole({ path, body: { role: change.role } })
        : usersStatus({ path, body: { is_active: change.is_active } });
    },
    onMutate: async ({ id, ...change }) => {
      await client.cancelQueries({ queryKey: USERS_KEY });
      const before = client.getQueriesData<unknown>({ queryKey: USERS_KEY });
      const changed = (page: UserPage): UserPage => ({
        ...page,
        users: page.users.map((user) => (user.id === id ? { ...user, ...change } : user)),
      });
      client.setQueriesData<unknown>({ queryKey: USERS_KEY }, (data: unknown) =>
        isPaged(data) ? { ...data, pages: data.pages.map(changed) } : data,
      );
      return { before };
    },
    onError: (_error, _change, context) => context?.before.forEach(([key, data]) => client.setQueryData(key, data)),
    onSettled: () => client.invalidateQueries({ queryKey: USERS_KEY }),
  });
}

/** Creates a link for setting a new password, for somebody who forgot theirs. */
export const useResetPassword = () =>
  useMutation({
    mutationFn: async (userId: string) => (await usersResetPassword({ path: { user_id: userId } })).data,
  });

/** Removes the second factors of somebody who has lost them. */
export function useResetSecondFactor() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (userId: string) => userAccessResetSecondFactor({ path: { user_id: userId } }),
    onSettled: () => client.invalidateQueries({ queryKey: USERS_KEY }),
  });
}

export function useCreateInvite() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ role, email }: { role: User['role']; email: string }) =>
      (await invitesCreate({ body: { role, email: email.trim() || undefined } })).data,
    onSettled: () => client.invalidateQueries({ queryKey: invitesQuery.queryKey }),
  });
}

/** A new link for an invitation whose link was lost. */
export function useRenewInvite() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (inviteId: string) => (await invitesRenew({ path: { invite_id: inviteId } })).data,
    onSettled: () => client.invalidateQueries({ queryKey: invitesQuery.queryKey }),
  });
}

/** The most accounts that one request may change. */
export const MOST_BULK = 200;
export type BulkChange = { action: 'activate' | 'deactivate' | 'delete' } | { action: 'role'; role: User['role'] };

/** Changes or deletes several accounts; each has its own result. */
export function useChangeUsers() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ ids, ...change }: { ids: string[] } & BulkChange): Promise<BulkUserResultDto[]> =>
      (await usersChange({ body: { user_ids: ids, ...change }, timeout: 0 })).data.results,
    onSettled: () => client.invalidateQueries({ queryKey: USERS_KEY }),
  });
}

export function useWithdrawInvite() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (inviteId: string) => invitesWithdraw({ path: { invite_id: inviteId } }),
    onSettled: () => client.invalidateQueries({ queryKey: invitesQuery.queryKey }),
  });
}

export function useSetQuota(userId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: QuotaDto) => userAccessSetQuota({ path: { user_id: userId }, body }),
    onSettled: () => client.invalidateQueries({ queryKey: USERS_KEY }),
  });
}

/** Resets an account to the quota of its role. */
export function useDropQuota(userId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => userAccessDropQuota({ path: { user_id: userId } }),
    onSettled: () => client.invalidateQueries({ queryKey: USERS_KEY }),
  });
}

export function useSetRoleQuota(role: User['role']) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: QuotaDto) => (await userAccessSetRoleQuota({ path: { role }, body })).data,
    onSuccess: (quotas) => client.setQueryData(quotasQuery.queryKey, quotas),
  });
}

export function useEndSession(userId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (sessionId: string) => userAccessEndSession({ path: { user_id: userId, session_id: sessionId } }),
    onSettled: () => client.invalidateQueries({ queryKey: userSessionsQuery(userId).queryKey }),
  });
}

export function useRevokeKey(userId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (keyId: string) => userAccessRevokeKey({ path: { user_id: userId, key_id: keyId } }),
    onSettled: () => client.invalidateQueries({ queryKey: userKeysQuery(userId).queryKey }),
  });
}
