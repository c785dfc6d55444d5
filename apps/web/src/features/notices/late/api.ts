import { dismissalsAdd, noticesSeen } from '@pocket-llm/api-client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { announcementsQuery, noticesQuery } from '../api';

/** Dismisses the notices on this device. */
export function useDismissNotices() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => noticesSeen(),
    onSuccess: () => client.setQueryData(noticesQuery.queryKey, []),
  });
}

/** Dismisses an announcement on all devices of the person. */
export function useDismissAnnouncement() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => dismissalsAdd({ path: { announcement_id: id } }),
    onSuccess: (_, id) =>
      client.setQueryData(announcementsQuery.queryKey, (list) => list?.filter((one) => one.id !== id)),
    // It may be over already.
    onError: () => client.invalidateQueries({ queryKey: announcementsQuery.queryKey }),
  });
}
