import { Ajv } from 'ajv';
import { refuse, type Json } from './fields.js';

/** Accepts unknown keywords, because programs add their own, but rejects a wrong use of a known one. */
const checker = new Ajv({ strict: false, validateFormats: false });

/**
 * Checks a caller's JSON Schema before a backend gets it: some backends answer a broken one with an error of their own,
 * others ignore it.
 * @param path of the field, as in `refuse`
 * @throws DomainError `request.invalid` that names the wrong part
 */
export function checkedSchema(schema: Json, path: string): Json {
  // Schemas of a newer dialect than this validator supports are passed on unchecked.
  if (typeof schema.$schema === 'string' && !schema.$schema.includes('draft-07')) return schema;
  if (checker.validateSchema(schema) === true) return schema;
  const { instancePath = '', message = 'is wrong' } = checker.errors?.[0] ?? {};
  throw refuse(path, `must be a valid JSON Schema: ${instancePath || 'it'} ${message}`);
}
