import { usersRole, usersStatus, type User } from '@pocket-llm/api-client';
import { type InfiniteData, useMutation, useQueryClient } from '@tanstack/react-query';
import { USERS_KEY, type UserPage } from './query';

type UserChange = { id: string } & ({ role: User['role'] } | { is_active: boolean });

const isPaged = (data: unknown): data is InfiniteData<UserPage> =>
  typeof data === 'object' && data !== null && 'pages' in data;

/** Changes role or status: at once on screen, and back again when the server refuses. */
export function useUserChange() {
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
      client.setQueriesData<unknown>({ queryKey: USERS_KEY }, (data: unknown) =>
        isPaged(data)
          ? {
              ...data,
              pages: data.pages.map((page) => ({
                ...page,
                users: page.users.map((user) => (user.id === id ? { ...user, ...change } : user)),
              })),
            }
          : data,
      );
      return { before };
    },
    onError: (_error, _change, context) => context?.before.forEach(([key, data]) => client.setQueryData(key, data)),
    onSettled: () => client.invalidateQueries({ queryKey: USERS_KEY }),
  });
}
