import { usersRole, usersStatus, type User } from '@pocket-llm/api-client';
import { useMutation, useQueryClient } from '@tanstack/react-query';

type UserChange = { id: string } & ({ role: User['role'] } | { is_active: boolean });

const KEY = ['users'];

/** Changes role or status: at once on screen, and back again when the server refuses. */
export function useUserChange() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, ...change }: UserChange) => {
      const path = { user_id: id };
      return 'role' in change ? usersRole({ path, body: { role: change.role } }) : usersStatus({ path, body: { is_active: change.is_active } });
    },
    onMutate: async ({ id, ...change }) => {
      await client.cancelQueries({ queryKey: KEY });
      const before = client.getQueryData<User[]>(KEY);
      client.setQueryData<User[]>(KEY, (users) => users?.map((user) => (user.id === id ? { ...user, ...change } : user)));
      return { before };
    },
    onError: (_error, _change, context) => client.setQueryData(KEY, context?.before),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
