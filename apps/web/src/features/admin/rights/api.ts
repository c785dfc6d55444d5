import {
  type AdminUserDto,
  type ChangeMembersDto,
  type CreateGroupDto,
  type GroupDto,
  groupsAdd,
  groupsChange,
  groupsChangeMembers,
  groupsExplain,
  groupsFind,
  groupsList,
  groupsRemove,
  type GroupsListData,
  type GroupSource,
  nextCursor,
  type UpdateGroupDto,
  usersList,
} from '@pocket-llm/api-client';
import {
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { modelsQuery } from '@/lib/queries';

/** Members of one page; a group that has no more of them shows each as a chip. */
export const MEMBERS_PER_PAGE = 100;
const MOST_FOUND = 8;

/** Groups of a choice that are read at once; with more of them it is searched. */
const MOST_CHOICES = 100;

interface GroupPage {
  groups: GroupDto[];
  /** Number of matching groups on all pages. */
  total: number;
  next: string | undefined;
}

async function readGroups(query: GroupsListData['query'], signal: AbortSignal): Promise<GroupPage> {
  const { data, headers } = await groupsList({ query, signal });
  return { groups: data, total: Number(headers['x-total-count'] ?? data.length), next: nextCursor(headers['link']) };
}

const GROUPS_KEY = ['groups'];

/** Groups by name, page by page. @param q part of the name or description; empty: all of them */
export const groupsQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: [...GROUPS_KEY, 'list', q],
    queryFn: ({ pageParam, signal }) => readGroups({ q: q || undefined, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });

/** One group. */
export const groupQuery = (id: string) =>
  queryOptions({
    queryKey: [...GROUPS_KEY, 'one', id],
    queryFn: async ({ signal }): Promise<GroupDto> => (await groupsFind({ path: { group_id: id }, signal })).data,
  });

/** The first groups to choose from. */
export const groupChoicesQuery = (q: string, source?: GroupSource) =>
  queryOptions({
    queryKey: [...GROUPS_KEY, 'choices', source, q],
    queryFn: ({ signal }) => readGroups({ q: q || undefined, source, limit: MOST_CHOICES }, signal),
    placeholderData: keepPreviousData,
  });

/** Names of groups by their ids, as many as one request takes. */
export const groupNamesQuery = (ids: readonly string[]) => {
  const some = [...new Set(ids)].sort().slice(0, MOST_CHOICES);
  return queryOptions({
    queryKey: [...GROUPS_KEY, 'names', some],
    queryFn: async ({ signal }) => {
      const { groups } = await readGroups({ ids: some.join(','), limit: MOST_CHOICES }, signal);
      return new Map(groups.map(({ id, name }) => [id, name]));
    },
    enabled: some.length > 0,
    placeholderData: keepPreviousData,
  });
};

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

/** The first people whose name or e-mail contains the text, and which of them are in the group already. */
export const foundPeopleQuery = (q: string, groupId: string) =>
  queryOptions({
    queryKey: ['users', 'found', groupId, q],
    queryFn: async ({ signal }) => {
      // In one order, so that members among the first people are among the first members.
      const query = { q, sort: 'username', order: 'asc', limit: MOST_FOUND } as const;
      const [people, members] = await Promise.all([
        usersList({ query, signal }),
        usersList({ query: { ...query, group_id: groupId }, signal }),
      ]);
      return { people: people.data, members: new Set(members.data.map(({ id }) => id)) };
    },
    placeholderData: keepPreviousData,
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
    client.invalidateQueries({ queryKey: GROUPS_KEY }),
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
