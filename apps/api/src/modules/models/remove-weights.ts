import { DomainError } from '../../common/errors/domain-error.js';
import { toDomainError } from '../../common/errors/to-problem.js';
import type { Located } from './model-catalog.js';

/**
 * Deletes a model's weights on every backend that has them.
 * @throws DomainError `llm.unsupported` before anything is deleted; what the backends throw, for those that keep them
 */
export async function removeWeights(places: Located[]): Promise<void> {
  const kept = places.find(({ backend }) => !backend.remove);
  if (kept)
    throw new DomainError(
      'llm.unsupported',
      `${kept.backend.label} does not let models be deleted from here. Delete it there, or only take it out of the ` +
        'portal.',
    );
  const ends = await Promise.allSettled(places.map(({ backend, info }) => backend.remove!(info.name)));
  const failed = ends.flatMap((end) => (end.status === 'rejected' ? [toDomainError(end.reason)] : []));
  const [first] = failed;
  if (!first) return;
  if (places.length === 1) throw first;
  const gone = places.length - failed.length;
  const details = failed.map(({ detail }) => detail).join(' ');
  throw new DomainError(first.code, `It was deleted on ${gone} of ${places.length} model servers. ${details}`, first);
}
