import { type Model } from '@pocket-llm/api-client';
import { isUnpulled } from '@/lib/use-model';

/** `unpulled`: its server answers, and does not have it. */
export type Readiness = 'loaded' | 'available' | 'unavailable' | 'unpulled';

const readinessOf = (model: Model): Readiness =>
  isUnpulled(model) ? 'unpulled' : !model.available ? 'unavailable' : model.loaded ? 'loaded' : 'available';

/**
 * The models for people who cannot pull: what only a pull would bring is of no use to them.
 * @param chosen stays in the list in any case
 */
export const withoutUnpulled = (models: readonly Model[], chosen: Model | undefined): Model[] =>
  models.filter((model) => !isUnpulled(model) || model === chosen);

export interface ModelGroup {
  readiness: Readiness;
  /** Why none of them can answer: their server does not, and it is said once. */
  outage: string | undefined;
  models: Model[];
}

/**
 * Groups the models by how soon they could answer; the default first, then by name. Those of a server that does not
 * answer are a group of their own, and at the end are those that would have to be pulled. Empty groups are omitted.
 */
export function groupModels(models: readonly Model[]): ModelGroup[] {
  const sorted = [...models].sort(
    (a, b) => Number(b.is_default) - Number(a.is_default) || a.display_name.localeCompare(b.display_name),
  );
  const groups = (['loaded', 'available', 'unavailable'] as const).map((readiness): ModelGroup => ({
    readiness,
    outage: undefined,
    models: sorted.filter((model) => readinessOf(model) === readiness && !outageOf(model)),
  }));
  const outages = [...new Set(sorted.map(outageOf))].filter((outage) => outage !== undefined);
  for (const outage of outages)
    groups.push({ readiness: 'unavailable', outage, models: sorted.filter((model) => outageOf(model) === outage) });
  groups.push({ readiness: 'unpulled', outage: undefined, models: sorted.filter(isUnpulled) });
  return groups.filter((group) => group.models.length > 0);
}

const outageOf = ({ provider, unavailable_code, unavailable_reason }: Model): string | undefined =>
  unavailable_code === 'llm.unavailable' ? `${provider} ${unavailable_reason}` : undefined;
