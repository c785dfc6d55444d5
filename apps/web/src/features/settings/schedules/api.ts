import {
  presetList,
  type ScheduleCreateDto,
  scheduleCreate,
  scheduleList,
  scheduleRemove,
  scheduleRun,
  scheduleTimes,
  scheduleUpdate,
  type ScheduleUpdateDto,
} from '@pocket-llm/api-client';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

export { type ScheduleDto as Schedule } from '@pocket-llm/api-client';

const RUNNING_REFRESH_MS = 2_000;
/** While the page is open, something may become due. */
const REFRESH_MS = 30_000;

/** The person's scheduled prompts. */
export const schedulesQuery = queryOptions({
  queryKey: ['schedules'],
  queryFn: async ({ signal }) => (await scheduleList({ signal })).data,
  refetchInterval: ({ state }) => (state.data?.some(({ running }) => running) ? RUNNING_REFRESH_MS : REFRESH_MS),
});

/** The person's presets, by which a chat may begin. */
export const presetsQuery = queryOptions({
  queryKey: ['presets'],
  queryFn: async ({ signal }) => (await presetList({ signal })).data,
});

/** The next times of a cron expression; fails when it cannot be read. */
export const timesQuery = (cron: string, timezone: string) =>
  queryOptions({
    queryKey: ['schedule-times', cron, timezone],
    queryFn: async ({ signal }) => (await scheduleTimes({ query: { cron, timezone }, signal })).data.times,
    enabled: cron !== '',
    retry: false,
  });

function useRefresh() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: schedulesQuery.queryKey });
}

/** Creates one, or changes the one with this id. */
export function useSaveSchedule(id: string | undefined) {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: async (body: ScheduleCreateDto) =>
      id === undefined
        ? (await scheduleCreate({ body })).data
        : (await scheduleUpdate({ path: { schedule_id: id }, body })).data,
    onSuccess: refresh,
  });
}

export function useChangeSchedule() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ id, ...body }: ScheduleUpdateDto & { id: string }) =>
      scheduleUpdate({ path: { schedule_id: id }, body }),
    onSettled: refresh,
  });
}

/** Asks it now. @returns the thread of the answer */
export function useRunSchedule() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (id: string) => (await scheduleRun({ path: { schedule_id: id } })).data.thread_id,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: schedulesQuery.queryKey }),
        client.invalidateQueries({ queryKey: ['threads'] }),
      ]),
  });
}

/** Removes one for good. `leaving`: the request has to outlive the page. */
export function useRemoveSchedule() {
  const refresh = useRefresh();
  return (id: string) => async (leaving: boolean) => {
    const fetchOptions = leaving ? { keepalive: true } : undefined;
    try {
      await scheduleRemove({ path: { schedule_id: id }, fetchOptions });
    } finally {
      await refresh();
    }
  };
}
