import { adminTermsPublish, adminTermsRead, type PublishTermsDto } from '@pocket-llm/api-client';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

/** The terms of use, and how many have accepted them. */
export const adminTermsQuery = queryOptions({
  queryKey: ['admin-terms'],
  queryFn: async ({ signal }) => (await adminTermsRead({ signal })).data,
});

export function usePublishTerms() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: PublishTermsDto) => (await adminTermsPublish({ body })).data,
    onSuccess: (terms) => {
      client.setQueryData(adminTermsQuery.queryKey, terms);
      // The next request leads to where the admin accepts them too.
      if (terms.required) void client.invalidateQueries();
    },
  });
}
