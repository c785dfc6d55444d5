import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import path from 'node:path';

type Json = Record<string, unknown>;
interface Operation {
  responses: Record<string, { content?: Record<string, { schema?: Json }> }>;
}

const document = JSON.parse(readFileSync(path.resolve(__dirname, '../../../libs/api-client/openapi.json'), 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
  components: Json;
};

/** Paths as patterns; those without parameters first, because `/threads/{id}` also matches `/threads/bulk`. */
const PATHS = Object.entries(document.paths)
  .sort(([a], [b]) => Number(a.includes('{')) - Number(b.includes('{')))
  .map(([template, operations]) => ({
    template,
    operations,
    pattern: new RegExp(
      `^${template
        .replaceAll('.', '\\.')
        .replace('{path}', '.+')
        .replace(/\{[^}]+\}/g, '[^/]+')}/?$`,
    ),
  }));

/** OpenAPI 3.0 says `nullable`; JSON Schema lists the type. Fields that no schema names are errors. */
function toJsonSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(toJsonSchema);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { nullable, ...rest } = schema as Json;
  const converted = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, toJsonSchema(value)])) as Json;
  if (converted.properties && converted.additionalProperties === undefined) converted.additionalProperties = false;
  return nullable ? { anyOf: [converted, { type: 'null' }] } : converted;
}

let ajv: Ajv2020 | undefined;
const compiled = new Map<string, ValidateFunction>();

function validatorOf(key: string, schema: Json): ValidateFunction {
  if (!ajv) {
    ajv = new Ajv2020({ strict: false, allErrors: false });
    addFormats.default(ajv);
    ajv.addSchema({ $id: 'contract', components: toJsonSchema(document.components) });
  }
  let validate = compiled.get(key);
  if (!validate) {
    const own = JSON.parse(
      JSON.stringify(toJsonSchema(schema)).replaceAll('"#/components', '"contract#/components'),
    ) as Json;
    compiled.set(key, (validate = ajv.compile(own)));
  }
  return validate;
}

/** The operation of a request; `undefined` for addresses that the document does not describe. */
function operationOf(method: string, url: string): { name: string; operation: Operation } | undefined {
  const found = PATHS.find(({ pattern, operations }) => pattern.test(url) && method.toLowerCase() in operations);
  return found && { name: `${method} ${found.template}`, operation: found.operations[method.toLowerCase()]! };
}

/**
 * Holds a reply against the committed OpenAPI document.
 * @returns what contradicts it: a status that is not documented, or a body that does not match its schema
 */
export function contradiction(
  method: string,
  url: string,
  status: number,
  type: string,
  body: unknown,
): string | undefined {
  const known = operationOf(method, url.split('?')[0]!);
  if (!known) return undefined;
  const { name, operation } = known;
  const response = operation.responses[status];
  if (!response) return `${name}: the status ${status} is not documented`;
  const mediaType = type.split(';')[0]!;
  const schema = response.content?.[mediaType]?.schema;
  if (!schema || !/[/+]json$/.test(mediaType)) return undefined;
  const validate = validatorOf(`${name} ${status}`, schema);
  if (validate(body)) return undefined;
  const [error] = validate.errors!;
  return `${name} ${status}: ${error!.instancePath || 'the body'} ${error!.message} ${JSON.stringify(error!.params)}`;
}
