import { type Preset } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { usePendingDeletes } from '@/lib/undo-delete';
import { setModel } from '@/lib/use-model';
import { presetsQuery } from './api';
import { isSame, type Params } from './use-params';

/** The presets, without those that are being deleted. */
export function usePresets() {
  const query = useQuery(presetsQuery);
  const deleted = usePendingDeletes(({ ids }) => ids);
  return { query, presets: query.data?.filter(({ id }) => !deleted.has(id)) };
}

/** Applies a preset to a thread, or to new chats: its model to the next question, the rest to the chat. */
export function applyPreset(
  { model, system_prompt: system, options }: Preset,
  threadId: string | undefined,
  change: (params: Params) => void,
): void {
  if (model) setModel(model, threadId);
  change({ system, options });
}

/** Whether a chat's settings equal those of a preset. */
export const isApplied = (preset: Preset, params: Params, model: string | undefined): boolean =>
  isSame({ system: preset.system_prompt, options: preset.options }, params) &&
  (preset.model === null || preset.model === model);
