import {
  announcementsAdd,
  announcementsChange,
  announcementsEnd,
  announcementsList,
  announcementsRemove,
  type SaveAnnouncementDto,
} from '@pocket-llm/api-client';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

/** Active, coming and past announcements. Some begin and end by themselves. */
export const announcementsDeskQuery = queryOptions({
  queryKey: ['admin-announcements'],
  queryFn: async ({ signal }) => (await announcementsList({ signal })).data,
  refetchInterval: 30_000,
});

/** The desk, and the banners that the admin sees as everybody does. */
function useRefresh() {
  const client = useQueryClient();
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: announcementsDeskQuery.queryKey }),
      client.invalidateQueries({ queryKey: ['announcements'] }),
    ]);
}

/** Makes an announcement, or replaces the one with this id. */
export const useSaveAnnouncement = (id: string | undefined) =>
  useMutation({
    mutationFn: (body: SaveAnnouncementDto) =>
      id === undefined ? announcementsAdd({ body }) : announcementsChange({ path: { announcement_id: id }, body }),
    onSuccess: useRefresh(),
  });

export const useEndAnnouncement = (id: string) =>
  useMutation({ mutationFn: () => announcementsEnd({ path: { announcement_id: id } }), onSettled: useRefresh() });

export const useRemoveAnnouncement = (id: string) =>
  useMutation({ mutationFn: () => announcementsRemove({ path: { announcement_id: id } }), onSettled: useRefresh() });
