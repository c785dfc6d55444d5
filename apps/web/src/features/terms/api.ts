import { termsAccept, termsRead } from '@pocket-llm/api-client';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

/** The terms of use, and what the person has accepted. */
export const termsQuery = queryOptions({
  queryKey: ['terms'],
  queryFn: async ({ signal }) => (await termsRead({ signal })).data,
});

/** Accepts a version. When it is not the current one any more, the new one is read. */
export function useAcceptTerms() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (version: number) => (await termsAccept({ body: { version } })).data,
    onSuccess: (terms) => client.setQueryData(termsQuery.queryKey, terms),
    onError: () => client.invalidateQueries({ queryKey: termsQuery.queryKey }),
  });
}
