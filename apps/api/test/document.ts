import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A schema of OpenAPI 3.0, as far as our document uses it. */
export interface Schema {
  $ref?: string;
  allOf?: Schema[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  type?: string;
  format?: string;
  pattern?: string;
  enum?: unknown[];
  nullable?: boolean;
  example?: unknown;
  default?: unknown;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  required?: string[];
  items?: Schema;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  maxItems?: number;
}

interface Parameter {
  in: 'path' | 'query' | 'header';
  name: string;
  required?: boolean;
  schema: Schema;
}

/** `x-access`: who may call an operation. */
export interface DocumentedAccess {
  public?: true;
  self_authorized?: true;
  /** The provider's token, and nothing else. */
  scim_token?: true;
  role?: 'user' | 'developer' | 'admin';
  api_key_scope?: 'chat' | 'models' | 'threads' | 'embeddings' | 'audio' | null;
  without_second_factor?: true;
  without_terms?: true;
}

interface RawOperation {
  'x-access'?: DocumentedAccess;
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema; example?: unknown }> };
  responses: Record<string, unknown>;
}

export interface Operation {
  /** `GET /api/chat/threads/{thread_id}` */
  name: string;
  method: string;
  path: string;
  access: DocumentedAccess;
  /** Names of the path's parameters, in order. */
  pathIds: string[];
  parameters: Parameter[];
  body?: { type: string; schema: Schema; example?: unknown };
  statuses: number[];
}

const document = JSON.parse(readFileSync(path.resolve(__dirname, '../../../libs/api-client/openapi.json'), 'utf8')) as {
  paths: Record<string, Record<string, RawOperation>>;
  components: { schemas: Record<string, Schema> };
};

/** Every operation of the committed document. */
export const OPERATIONS: Operation[] = Object.entries(document.paths).flatMap(([route, methods]) =>
  Object.entries(methods).map(([method, raw]) => {
    const [body] = Object.entries(raw.requestBody?.content ?? {}).map(([type, media]) => ({ type, ...media }));
    return {
      name: `${method.toUpperCase()} ${route}`,
      method: method.toUpperCase(),
      path: route,
      access: raw['x-access'] ?? {},
      pathIds: [...route.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!),
      parameters: raw.parameters ?? [],
      ...(body && { body }),
      statuses: Object.keys(raw.responses).map(Number),
    };
  }),
);

/** The schema behind a reference, or behind an `allOf` that only adds a description to one. */
export function resolved(schema: Schema): Schema {
  if (schema.$ref) return resolved(document.components.schemas[schema.$ref.split('/').at(-1)!]!);
  return schema.allOf?.length === 1 ? resolved(schema.allOf[0]!) : schema;
}

/** The address of an operation with these ids in it. @throws Error for a parameter without one */
export function addressOf({ name, path: template }: Operation, ids: Record<string, string>): string {
  return template.replace(/\{(\w+)\}/g, (_, id: string) => {
    const value = ids[id];
    if (value === undefined) throw new Error(`${name}: nothing makes a ${id}; add it to test/matrix/things.ts`);
    return encodeURIComponent(value);
  });
}

/** A body that the operation takes, made of the required fields only. */
export function plainBody({ body }: Operation): unknown {
  return body?.type === 'application/json' ? sampleOf(body.schema) : undefined;
}

function sampleOf(given: Schema): unknown {
  const schema = resolved(given);
  const choice = schema.oneOf?.[0] ?? schema.anyOf?.[0];
  if (schema.properties)
    return Object.fromEntries((schema.required ?? []).map((name) => [name, sampleOf(schema.properties![name]!)]));
  if (schema.example !== undefined) return schema.example;
  if (schema.enum) return schema.enum[0];
  if (choice) return sampleOf(choice);
  if (schema.type === 'array') return schema.items ? [sampleOf(schema.items)] : [];
  if (schema.type === 'boolean') return true;
  if (schema.type === 'number' || schema.type === 'integer') return schema.minimum ?? 1;
  if (schema.type === 'object') return {};
  return schema.format === 'uuid' ? '018f0000-0000-7000-8000-000000000000' : 'text';
}
