import { ApiError } from '@pocket-llm/api-client';
import { type FieldValues, type Path, type UseFormSetError } from 'react-hook-form';

/**
 * Shows the server's validation errors at their fields.
 * @returns true when every error belongs to a field, so that no further message is needed.
 */
export function showFieldErrors<Values extends FieldValues>(
  error: unknown,
  fields: readonly Path<Values>[],
  setError: UseFormSetError<Values>,
): boolean {
  if (!(error instanceof ApiError) || error.fieldErrors.length === 0) return false;
  let all = true;
  let focused = false;
  for (const { pointer, message } of error.fieldErrors) {
    const field = fields.find((name) => pointer === `/${name}`);
    if (!field) all = false;
    else {
      setError(field, { type: 'server', message }, { shouldFocus: !focused });
      focused = true;
    }
  }
  return all;
}
