import {
  type AdminUserDto,
  type ChangeMembersDto,
  type CreateGroupDto,
  groupsAdd,
  groupsChange,
  groupsChangeMembers,
  groupsExplain,
  groupsList,
  groupsRemove,
  nextCursor,
  type UpdateGroupDto,
  usersList,
} from '@pocket-llm/api-client';
import {
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { modelsQuery } from '@/lib/queries';

/** Members of one page; a group that has no more of them shows each as a chip. */
export const MEMBERS_PER_PAGE = 100;
const MOST_FOUND = 8;

/** All groups, by name. */
export const groupsQuery = queryOptions({
  queryKey: ['groups'],
  queryFn: async ({ signal }) => (await groupsList({ signal })).data,
});

interface MemberPage {
  users: AdminUserDto[];
  next: string | undefined;
}

/** Who is in a group, by name, page by page. */
export const membersQuery = (groupId: string) =>
  infiniteQueryOptions({
    queryKey: ['users', 'in-group', groupId],
    queryFn: async ({ pageParam, signal }): Promise<MemberPage> => {
      const { data, headers } = await usersList({
        query: { group_id: groupId, sort: 'username', order: 'asc', limit: MEMBERS_PER_PAGE, cursor: pageParam },
        signal,
      });
      return { users: data, next: nextCursor(headers['link']) };
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });

/** The first people whose name or e-mail contains the text. */
export const foundPeopleQuery = (q: string) =>
  queryOptions({
    queryKey: ['users', 'found', q],
    queryFn: async ({ signal }) =>
      (await usersList({ query: { q, sort: 'username', order: 'asc', limit: MOST_FOUND }, signal })).data,
    placeholderData: (previous) => previous,
  });

/** What an account may use, rule by rule. Never from the cache alone: other desks change it. */
export const rightsQuery = (userId: string) =>
  queryOptions({
    queryKey: ['users', userId, 'rights'],
    queryFn: async ({ signal }) => (await groupsExplain({ path: { user_id: userId }, signal })).data,
    staleTime: 0,
  });

/** A group says who may use which model, so that people and models are read again as well. */
const refresh = (client: QueryClient): Promise<unknown> =>
  Promise.all([
    client.invalidateQueries({ queryKey: groupsQuery.queryKey }),
    client.invalidateQueries({ queryKey: ['users'] }),
    client.invalidateQueries({ queryKey: ['admin-models'] }),
    client.invalidateQueries({ queryKey: modelsQuery.queryKey }),
  ]);

export function useAddGroup() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: CreateGroupDto) => (await groupsAdd({ body })).data,
    onSuccess: () => refresh(client),
  });
}

export function useChangeGroup(groupId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: UpdateGroupDto) => groupsChange({ path: { group_id: groupId }, body }),
    onSettled: () => refresh(client),
  });
}

export function useChangeMembers() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ groupId, ...body }: { groupId: string } & Partial<ChangeMembersDto>) =>
      groupsChangeMembers({ path: { group_id: groupId }, body }),
    onSettled: () => refresh(client),
  });
}

export function useRemoveGroup(groupId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => groupsRemove({ path: { group_id: groupId } }),
    // Not awaited: the dialog has to close before the group disappears from the list around it.
    onSuccess: () => void refresh(client),
  });
}
