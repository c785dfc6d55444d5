import type { OpenAPIObject } from '@nestjs/swagger';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Schema = Schemas[string];
type Plain = Exclude<Schema, { $ref: string }>;

/**
 * Example values by field name or format, for schemas without an example of their own. They are constant because the
 * document is compared with the committed one.
 */
const BY_NAME: Record<string, unknown> = {
  model: 'gemma2:2b',
  model_used: 'gemma2:2b',
  model_name: 'gemma2:2b',
  name: 'Ada’s script',
  key_name: 'Ada’s script',
  pinned_by: 'admin',
  username: 'ada',
  prompt: 'Why is the sky blue?',
  content: 'Air scatters blue light more than red.',
  response: 'Air scatters blue light more than red.',
  message: 'Done.',
  title: 'The model server stopped',
  detail: 'The model server stopped in the middle of the answer. Try again.',
  description: 'What it does',
  system_prompt: 'Answer in one sentence.',
  token: 'eyJhbGciOiJIUzI1NiJ9…',
  ip_address: '192.0.2.7',
  user_agent: 'curl/8.5.0',
  allowed_addresses: ['192.0.2.0/24'],
  images: [],
  stop: ['###'],
  model_ids: [],
};
const BY_FORMAT: Record<string, string> = {
  uuid: '0198c2a4-7d1e-7c3b-9f5a-2b6d8e0f1a3c',
  'date-time': '2026-01-31T12:00:00.000Z',
  date: '2026-01-31',
  email: 'ada@example.org',
};

/** Objects nested deeper than this are left out: some schemas contain themselves. */
const DEEPEST = 6;

/**
 * Gives every JSON body, request and response, a complete example assembled from the examples of its fields, so that
 * "Try it out", Postman and a reader start from something that works.
 */
export function withExamples(document: OpenAPIObject): OpenAPIObject {
  const schemas = document.components?.schemas ?? {};
  for (const item of Object.values(document.paths)) {
    for (const operation of [item.get, item.put, item.post, item.patch, item.delete]) {
      if (!operation) continue;
      const body = operation.requestBody && 'content' in operation.requestBody ? [operation.requestBody.content] : [];
      const answers = Object.entries(operation.responses).flatMap(([status, answer]) =>
        status.startsWith('2') && answer && 'content' in answer && answer.content ? [answer.content] : [],
      );
      for (const content of [...body, ...answers]) fill(content['application/json'], schemas);
    }
  }
  return document;
}

function fill(media: { schema?: Schema; example?: unknown; examples?: unknown } | undefined, schemas: Schemas): void {
  if (!media?.schema || media.example !== undefined || media.examples !== undefined) return;
  const example = exampleOf(media.schema, schemas, 0);
  if (example !== undefined) media.example = example;
}

function exampleOf(given: Schema, schemas: Schemas, depth: number): unknown {
  const schema = resolve(given, schemas);
  if (schema.example !== undefined) return schema.example;
  const one = schema.allOf?.[0] ?? schema.oneOf?.[0] ?? schema.anyOf?.[0];
  if (schema.default !== undefined && schema.default !== null) return schema.default;
  if (schema.enum?.length) return schema.enum[0];
  if (one) return exampleOf(one, schemas, depth);
  if (schema.type === 'array') {
    const item = schema.items && depth < DEEPEST ? exampleOf(schema.items, schemas, depth + 1) : undefined;
    return item === undefined ? [] : [item];
  }
  if (schema.properties) return depth < DEEPEST ? objectOf(schema, schemas, depth) : undefined;
  // Strict readers of OpenAPI 3.0 reject null for a nullable object or enumeration; all accept it for a plain value.
  if (schema.nullable) return null;
  if (schema.type === 'object') return {};
  if (schema.type === 'boolean') return true;
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1;
  return BY_FORMAT[schema.format ?? ''] ?? 'text';
}

/** Leaves out optional fields that have no example. */
function objectOf(schema: Plain, schemas: Schemas, depth: number): Record<string, unknown> {
  const required = new Set(schema.required);
  const wanted = Object.entries(schema.properties ?? {}).filter(
    ([name, property]) => required.has(name) || resolve(property, schemas).example !== undefined,
  );
  const members = wanted.map(
    ([name, property]) =>
      [name, named(name, resolve(property, schemas)) ?? exampleOf(property, schemas, depth + 1)] as const,
  );
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}

/** Example texts and lists, chosen by field name. */
function named(name: string, schema: Plain): unknown {
  const bare =
    schema.example === undefined &&
    !schema.enum &&
    !schema.format &&
    (schema.type === 'string' || schema.type === 'array');
  return bare && Array.isArray(BY_NAME[name]) === (schema.type === 'array') ? BY_NAME[name] : undefined;
}

function resolve(schema: Schema, schemas: Schemas): Plain {
  return '$ref' in schema ? resolve(schemas[schema.$ref.split('/').at(-1)!]!, schemas) : schema;
}
