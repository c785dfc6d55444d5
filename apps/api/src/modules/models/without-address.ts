import { DomainError } from '../../common/errors/domain-error.js';
import type { LlmBackend } from '../../llm/index.js';

const words = (cause: unknown): string => (cause instanceof Error && cause.message ? ` [${cause.message}]` : '');

/**
 * A backend's error as people see it: with the backend's name instead of its address. The sentence with the address and
 * the backend's own words stay for the log.
 */
export function withoutAddress(error: unknown, backends: readonly Pick<LlmBackend, 'name' | 'label'>[]): unknown {
  if (!(error instanceof DomainError) || !(error.code.startsWith('llm.') || error.code.startsWith('model.')))
    return error;
  const { code, detail, errors, retryAfter, members, cause } = error;
  const internal = detail + words(cause);
  const shown = backends.reduce((text, { name, label }) => text.replaceAll(label, name), detail);
  return new DomainError(code, shown, { errors, retryAfter, members, cause, internal });
}
