import {
  presetCreate,
  presetList,
  presetRemove,
  presetUpdate,
  type CreatePresetDto,
  type Preset,
} from '@pocket-llm/api-client';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { setPrefs } from '@/lib/prefs';
import { isSame, type Params } from './use-params';

export const presetsQuery = queryOptions({
  queryKey: ['presets'],
  queryFn: async ({ signal }) => (await presetList({ signal })).data,
});

/** Makes, changes and removes presets. */
export function usePresetChanges() {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: presetsQuery.queryKey });
  return {
    create: useMutation({ mutationFn: (body: CreatePresetDto) => presetCreate({ body }), onSettled }),
    update: useMutation({
      mutationFn: ({ id, ...body }: Partial<CreatePresetDto> & { id: string }) =>
        presetUpdate({ path: { preset_id: id }, body }),
      onSettled,
    }),
    remove: useMutation({ mutationFn: (id: string) => presetRemove({ path: { preset_id: id } }), onSettled }),
  };
}

/** Takes a preset over: its model for the next message, everything else for the chat. */
export function applyPreset({ model, system_prompt: system, options }: Preset, change: (params: Params) => void): void {
  if (model) setPrefs({ model });
  change({ system, options });
}

/** Whether a chat is just as a preset says. */
export const isApplied = (preset: Preset, params: Params, model: string | undefined): boolean =>
  isSame({ system: preset.system_prompt, options: preset.options }, params) &&
  (preset.model === null || preset.model === model);
