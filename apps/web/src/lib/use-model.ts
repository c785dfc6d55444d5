import { type Model } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { usePrefs } from './prefs';
import { modelsQuery } from './queries';

/** Ready first, then enabled but not there. */
export const isReady = (model: Model): boolean => model.available;

/** The model that the next message goes to: the chosen one while it is ready, else the default, else any that is. */
export function chooseModel(models: readonly Model[], chosen: string | undefined): Model | undefined {
  const ready = models.filter(isReady);
  return ready.find(({ name }) => name === chosen) ?? ready.find(({ is_default }) => is_default) ?? ready[0] ?? models.find(({ is_default }) => is_default);
}

/** The models and the one in use. */
export function useModels() {
  const query = useQuery(modelsQuery);
  const chosen = usePrefs((prefs) => prefs.model);
  return { query, models: query.data ?? [], model: chooseModel(query.data ?? [], chosen), none: query.isSuccess && !query.data.some(isReady) };
}
