import { queryClient } from '@/lib/query-client';
import { modelsQuery } from '@/lib/queries';
import { usePrefs } from '@/lib/prefs';
import { canChat, chooseModel } from '@/lib/use-model';

/** The name of the next message's model, for code outside of components. */
export function currentModelName(): string | undefined {
  const models = (queryClient.getQueryData(modelsQuery.queryKey) ?? []).filter(canChat);
  return chooseModel(models, usePrefs.getState().model)?.name;
}
