import { type AdminModel, type BackendState, type FoundModel } from '@pocket-llm/api-client';

/** A model of the portal with the state that its backend reports. */
export interface ModelLine {
  model: AdminModel;
  /** The backend that has the model, or the unreachable one that may have it. */
  backend: BackendState | undefined;
  found: FoundModel | undefined;
  /** The backend is unreachable, so the state is the last known one. */
  away: boolean;
  available: boolean;
  loaded: boolean;
}

/** Joins the portal's models with the state of the backends, which is polled more often. */
export function linesOf(models: AdminModel[], backends: BackendState[] | undefined): ModelLine[] {
  return models.map((model) => {
    if (!backends)
      return {
        model,
        backend: undefined,
        found: undefined,
        away: false,
        available: model.available,
        loaded: model.loaded,
      };
    const all = backends.flatMap((backend) =>
      backend.models.filter(({ model_id }) => model_id === model.id).map((found) => ({ backend, found })),
    );
    const reached = all.filter(({ backend }) => backend.reachable);
    const best = reached.find(({ found }) => found.loaded) ?? reached[0] ?? all[0];
    const backend =
      best?.backend ?? backends.find(({ provider, reachable }) => provider === model.provider && !reachable);
    const available = reached.length > 0;
    return {
      model,
      backend,
      found: best?.found,
      away: !available && backend?.reachable === false,
      available,
      loaded: available && best!.found.loaded,
    };
  });
}
