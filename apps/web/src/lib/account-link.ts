import { linksLook } from '@pocket-llm/api-client';
import { queryOptions } from '@tanstack/react-query';

/** The secret of a link that was handed over. It is in the fragment, so no server ever saw it in an address. */
export const linkToken = (): string => window.location.hash.slice(1);

/** What a link is for. */
export const linkQuery = (token: string) =>
  queryOptions({
    queryKey: ['account-link', token],
    queryFn: async ({ signal }) => (await linksLook({ body: { token }, signal })).data,
    enabled: token !== '',
    retry: false,
    staleTime: Infinity,
  });
