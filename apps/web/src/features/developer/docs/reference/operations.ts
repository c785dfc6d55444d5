/** A parameter of a route, or a field of its body. */
export interface OperationField {
  name: string;
  where: 'path' | 'query' | 'header' | 'body';
  type: string;
  required: boolean;
  description: string;
  /** What happens to a field of a foreign API: `forwarded`, `emulated`, `ignored` or `refused`. */
  fate?: string;
}

/** Who may call a route: everybody, or people with a role and keys with a scope. */
export type Access = { public: true } | { role: string; scope: string | undefined };

/** A route as the reference shows it. */
export interface Operation {
  id: string;
  method: string;
  path: string;
  tag: string;
  summary: string;
  description: string;
  access: Access;
  parameters: OperationField[];
  body: OperationField[];
  /** An example body, if its fields are not described. */
  example: unknown;
}

type Json = Record<string, unknown>;
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

const objectOf = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * The routes of an OpenAPI document that people and their programs may call, in order. Parts of an unexpected shape are
 * skipped.
 */
export function operationsOf(document: unknown): Operation[] {
  const root = objectOf(document);
  const schemas = objectOf(objectOf(root['components'])['schemas']);
  return Object.entries(objectOf(root['paths'])).flatMap(([path, methods]) =>
    METHODS.map((method) => [method, objectOf(objectOf(methods)[method])] as const)
      // A provider's routes are for no developer; its documentation is another.
      .filter(([method, raw]) => method in objectOf(methods) && !('scim_token' in objectOf(raw['x-access'])))
      .map(([method, raw]) => readOperation(method, path, raw, schemas)),
  );
}

function readOperation(method: string, path: string, raw: Json, schemas: Json): Operation {
  const content = objectOf(objectOf(raw['requestBody'])['content']);
  const schema = resolve(objectOf(objectOf(content['application/json'])['schema']), schemas);
  const required = listOf(schema['required']);
  return {
    id: textOf(raw['operationId']) || `${method} ${path}`,
    method: method.toUpperCase(),
    path,
    tag: textOf(listOf(raw['tags'])[0]),
    summary: textOf(raw['summary']),
    description: textOf(raw['description']),
    access: accessOf(objectOf(raw['x-access'])),
    parameters: listOf(raw['parameters'])
      .map(objectOf)
      .map((parameter) => ({
        name: textOf(parameter['name']),
        where: textOf(parameter['in']) as OperationField['where'],
        type: typeOf(objectOf(parameter['schema']), schemas),
        required: parameter['required'] === true,
        description: textOf(parameter['description']),
      })),
    body: withFates(
      listOf(schema['x-fields']).map(objectOf),
      Object.entries(objectOf(schema['properties'])).map(([name, property]) => ({
        name,
        where: 'body',
        type: typeOf(objectOf(property), schemas),
        required: required.includes(name),
        description: textOf(objectOf(property)['description']),
      })),
    ),
    example: schema['example'],
  };
}

/** The fields of a foreign API in the order of its table, those that it does not name at the end. */
function withFates(rows: Json[], properties: OperationField[]): OperationField[] {
  const described = new Map(properties.map((field) => [field.name, field]));
  const known = rows.map((row): OperationField => {
    const name = textOf(row['name']);
    const field = described.get(name);
    described.delete(name);
    // The table's note is the fuller one: it also says where the field has no effect.
    const description = textOf(row['note']) || (field?.description ?? '');
    return {
      name,
      where: 'body',
      type: field?.type ?? '',
      required: field?.required ?? false,
      description,
      fate: textOf(row['fate']),
    };
  });
  return [...known, ...described.values()];
}

const accessOf = (raw: Json): Access =>
  raw['public'] === true
    ? { public: true }
    : { role: textOf(raw['role']), scope: textOf(raw['api_key_scope']) || undefined };

/** Resolves a `$ref`, or the one inside an `allOf`. */
function resolve(schema: Json, schemas: Json): Json {
  const inner = listOf(schema['allOf']);
  const ref = textOf(schema['$ref']) || (inner.length === 1 ? textOf(objectOf(inner[0])['$ref']) : '');
  return ref ? objectOf(schemas[ref.slice(ref.lastIndexOf('/') + 1)]) : schema;
}

function typeOf(schema: Json, schemas: Json): string {
  const found = resolve(schema, schemas);
  const choices = listOf(found['enum']);
  if (choices.length > 0) return choices.map(String).join(' | ');
  if (found['type'] === 'array') return `${typeOf(objectOf(found['items']), schemas)}[]`;
  const bounds = [found['minimum'], found['maximum']].map((bound) => (typeof bound === 'number' ? String(bound) : ''));
  return [textOf(found['format']) || textOf(found['type']), bounds.some(Boolean) && `${bounds[0]}…${bounds[1]}`]
    .filter(Boolean)
    .join(' ');
}

/** The operations that match all words of a search. */
export function matching(operations: Operation[], typed: string): Operation[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return operations.filter(({ method, path, tag, summary, description }) => {
    const text = `${method} ${path} ${tag} ${summary} ${description}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
