import { Ajv } from 'ajv';
import { refuse, type Json } from './fields.js';

/** Of JSON Schema as programs write it: unknown keywords are theirs, a wrong use of a known one is a mistake. */
const checker = new Ajv({ strict: false, validateFormats: false });

/**
 * A JSON Schema the caller sent, before a backend gets it: some answer a broken one with an error of their own, some
 * ignore it.
 * @param path of the field, as in `refuse`
 * @throws DomainError `request.invalid` that names the part that is wrong
 */
export function checkedSchema(schema: Json, path: string): Json {
  // Schemas that name a newer dialect than this checker knows are passed on as they are.
  if (typeof schema.$schema === 'string' && !schema.$schema.includes('draft-07')) return schema;
  if (checker.validateSchema(schema) === true) return schema;
  const { instancePath = '', message = 'is wrong' } = checker.errors?.[0] ?? {};
  throw refuse(path, `must be a valid JSON Schema: ${instancePath || 'it'} ${message}`);
}
