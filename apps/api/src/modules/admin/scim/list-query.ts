import type { FastifyRequest } from 'fastify';
import { parseFilter, type Filter } from './filter.js';
import { FilterSql, type Columns } from './filter-sql.js';
import { isObject } from './fields.js';
import { locate, type ResourceSchema } from './schema.js';
import { scimInvalid } from './scim-errors.js';

/** Most resources of one reply. */
export const MOST_RESOURCES = 200;
const USUAL_RESOURCES = 100;
const LAST_INDEX = 1_000_000_000;

/** Which attributes of a resource shall be in the reply. */
export interface Projection {
  attributes: string[];
  excluded: string[];
}

export interface ListQuery {
  filter?: Filter;
  /** From 0. */
  offset: number;
  /** 0 to `MOST_RESOURCES`. */
  limit: number;
  sortBy?: string;
  isDescending: boolean;
}

/** The parameters of a request. Unknown ones are none of our business: a provider keeps marks of its own in there. */
type Query = Record<string, string | string[] | undefined>;
const queryOf = ({ query }: FastifyRequest): Query => query as Query;

const one = (query: Query, name: string): string | undefined => [query[name]].flat()[0];

/** @throws DomainError `scim.invalid` */
export function readListQuery(request: FastifyRequest): ListQuery {
  const query = queryOf(request);
  const [filter, sortBy, order] = ['filter', 'sortBy', 'sortOrder'].map((name) => one(query, name));
  const [start, count] = [integer(query, 'startIndex', 1), integer(query, 'count', USUAL_RESOURCES)];
  return {
    ...(filter !== undefined && { filter: parseFilter(filter) }),
    offset: Math.min(Math.max(start, 1), LAST_INDEX) - 1,
    limit: Math.min(Math.max(count, 0), MOST_RESOURCES),
    ...(sortBy !== undefined && { sortBy }),
    isDescending: order?.toLowerCase() === 'descending',
  };
}

function integer(query: Query, name: string, fallback: number): number {
  const text = one(query, name);
  if (text === undefined) return fallback;
  if (!/^-?\d{1,15}$/.test(text)) throw scimInvalid('invalidValue', `${name} must be a whole number.`);
  return Number(text);
}

/** The parts of a statement that find what a list asks for. @throws DomainError `scim.invalid` */
export function conditionsOf(
  { filter, sortBy, isDescending }: ListQuery,
  columns: Columns,
  { urn }: ResourceSchema,
): { where: string; order: string; values: unknown[] } {
  const sql = new FilterSql(columns, urn);
  const where = filter ? sql.where(filter) : 'true';
  const order = sql.order(sortBy ?? 'meta.created');
  return { where, order: `${order} ${isDescending ? 'DESC' : 'ASC'} NULLS LAST`, values: sql.values };
}

/** @throws DomainError `scim.invalid` for both kinds at once */
export function readProjection(request: FastifyRequest): Projection {
  const names = (name: string) =>
    [queryOf(request)[name] ?? []]
      .flat()
      .flatMap((text) => text.split(','))
      .map((text) => text.trim())
      .filter(Boolean)
      .slice(0, 100);
  const [attributes, excluded] = [names('attributes'), names('excludedAttributes')];
  if (attributes.length > 0 && excluded.length > 0)
    throw scimInvalid('invalidValue', 'Send either attributes or excludedAttributes.');
  return { attributes, excluded };
}

/** Whether a reply shows anything of an attribute. */
export function isShown(schema: ResourceSchema, { attributes, excluded }: Projection, name: string): boolean {
  const named = (path: string) => {
    const found = locate(schema, path);
    return typeof found === 'object' && found.attribute.name === name ? found : undefined;
  };
  if (attributes.length > 0) return attributes.some((path) => named(path));
  return !excluded.some((path) => named(path) && !named(path)?.sub);
}

const ALWAYS = new Set(['id', 'schemas']);

/** A resource with the attributes that were asked for. `id` and `schemas` are always there. */
export function project<T extends object>(schema: ResourceSchema, resource: T, projection: Projection): T {
  const { attributes, excluded } = projection;
  if (attributes.length === 0 && excluded.length === 0) return resource;
  const subs = (paths: string[], name: string) =>
    paths.flatMap((path) => {
      const found = locate(schema, path);
      return typeof found === 'object' && found.attribute.name === name ? [found.sub?.name] : [];
    });
  const entries = Object.entries(resource).flatMap(([name, value]): [string, unknown][] => {
    if (ALWAYS.has(name)) return [[name, value]];
    if (!isShown(schema, projection, name)) return [];
    const isPositive = attributes.length > 0;
    const fields = subs(isPositive ? attributes : excluded, name);
    if (fields.length === 0 || fields.includes(undefined)) return [[name, value]];
    return [[name, withFields(value, (field) => fields.includes(field) === isPositive)]];
  });
  return Object.fromEntries(entries) as T;
}

function withFields(value: unknown, keeps: (field: string) => boolean): unknown {
  if (Array.isArray(value)) return value.map((element: unknown) => withFields(element, keeps));
  return isObject(value) ? Object.fromEntries(Object.entries(value).filter(([field]) => keeps(field))) : value;
}
