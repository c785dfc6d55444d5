import { presetCreate, presetList, presetRemove, presetUpdate, type CreatePresetDto } from '@pocket-llm/api-client';
import { queryOptions, useMutation } from '@tanstack/react-query';
import { queryClient } from '@/lib/query-client';
import { flushDeletes } from '@/lib/undo-delete';

export const presetsQuery = queryOptions({
  queryKey: ['presets'],
  queryFn: async ({ signal }) => (await presetList({ signal })).data,
});

const refreshPresets = () => queryClient.invalidateQueries({ queryKey: presetsQuery.queryKey });

export const useCreatePreset = () =>
  useMutation({
    mutationFn: async (body: CreatePresetDto) => {
      // Deleting a preset frees its name.
      await flushDeletes();
      return presetCreate({ body });
    },
    onSettled: refreshPresets,
  });

export const useUpdatePreset = () =>
  useMutation({
    mutationFn: ({ id, ...body }: Partial<CreatePresetDto> & { id: string }) =>
      presetUpdate({ path: { preset_id: id }, body }),
    onSettled: refreshPresets,
  });

/** Permanently removes a preset. `leaving`: the request has to outlive the page. */
export async function removePreset(id: string, leaving: boolean): Promise<void> {
  const fetchOptions = leaving ? { keepalive: true } : undefined;
  try {
    await presetRemove({ path: { preset_id: id }, fetchOptions });
  } finally {
    await refreshPresets();
  }
}
