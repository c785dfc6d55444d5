import { bannersList, noticesList } from '@pocket-llm/api-client';
import { queryOptions } from '@tanstack/react-query';

/** Changes of how the account signs in that this device was not told yet. */
export const noticesQuery = queryOptions({
  queryKey: ['notices'],
  queryFn: async ({ signal }) => (await noticesList({ signal })).data,
  staleTime: 60_000,
});

/** What the admins announce to this person; asked for whenever the window gets the focus, and now and then beside. */
export const announcementsQuery = queryOptions({
  queryKey: ['announcements'],
  queryFn: async ({ signal }) => (await bannersList({ signal })).data,
  staleTime: 0,
  refetchInterval: 300_000,
});
