import { type Model } from '@pocket-llm/api-client';

export type Readiness = 'loaded' | 'available' | 'unavailable';

const readinessOf = ({ available, loaded }: Model): Readiness =>
  !available ? 'unavailable' : loaded ? 'loaded' : 'available';

/** Groups the models by how soon they could answer; the default first, then by name. Empty groups are omitted. */
export function groupModels(models: readonly Model[]): { readiness: Readiness; models: Model[] }[] {
  const sorted = [...models].sort(
    (a, b) => Number(b.is_default) - Number(a.is_default) || a.display_name.localeCompare(b.display_name),
  );
  return (['loaded', 'available', 'unavailable'] as const)
    .map((readiness) => ({ readiness, models: sorted.filter((model) => readinessOf(model) === readiness) }))
    .filter((group) => group.models.length > 0);
}
