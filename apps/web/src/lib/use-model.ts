import { type Model } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { usePrefs } from './prefs';
import { modelsQuery } from './queries';

/**
 * Whether a model can chat; others only make embeddings. A model whose backend lists no capabilities counts as able to
 * chat.
 */
export const canChat = ({ capabilities }: Model): boolean =>
  capabilities.length === 0 || capabilities.includes('completion');

/** The built-in model that only shows how things work. */
const DEMO = 'pocket-demo';

/** Whether it can answer questions in earnest at the moment. */
export const isUseful = (model: Model): boolean => model.available && canChat(model) && model.name !== DEMO;

/** Whether a backend has the model at the moment. */
export const isReady = (model: Model): boolean => model.available;

/** The model of the next message: the chosen one if it is ready, else the default, else any ready one. */
export function chooseModel(models: readonly Model[], chosen: string | undefined): Model | undefined {
  const ready = models.filter(isReady);
  return (
    ready.find(({ name }) => name === chosen) ??
    ready.find(({ is_default }) => is_default) ??
    ready[0] ??
    models.find(({ is_default }) => is_default)
  );
}

/** The models and the one in use. */
export function useModels() {
  const query = useQuery(modelsQuery);
  const chosen = usePrefs((prefs) => prefs.model);
  const models = (query.data ?? []).filter(canChat);
  return { query, models, model: chooseModel(models, chosen), none: query.isSuccess && !models.some(isReady) };
}
