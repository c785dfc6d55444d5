import { identitiesList } from '@pocket-llm/api-client';
import { queryOptions } from '@tanstack/react-query';

/** Whether the account has a password, and with which providers it is connected. */
export const identitiesQuery = queryOptions({
  queryKey: ['identities'],
  queryFn: async ({ signal }) => (await identitiesList({ signal })).data,
});
