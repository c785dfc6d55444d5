import * as z from 'zod/mini';

type RawSearch = Record<string, unknown>;

/** A part of an address. A bad value counts as left out, so that no address breaks a page. */
export const lenient = <Schema extends z.ZodMiniType>(schema: Schema) => z.catch(z.optional(schema), undefined);

/** A text made of what stands in the address; `read` gives undefined for what makes no sense. */
const textOf = (read: (value: unknown) => unknown) => lenient(z.pipe(z.transform(read), z.string()));

const isTime = (value: unknown): value is string => typeof value === 'string' && !Number.isNaN(Date.parse(value));

/** Any text that is not empty. The router reads `q=5` as a number. */
export const text = textOf((value) => (typeof value === 'number' ? String(value) : value || undefined));

/** Present or absent; written as `true` or `1`. */
export const flag = lenient(
  z.pipe(
    z.transform((value: unknown) => value === 1 || value),
    z.literal(true as boolean),
  ),
);

/** A calendar day, as 2027-01-31. */
export const day = textOf((value) => (isTime(value) && /^\d{4}-\d\d-\d\d$/.test(value) ? value : undefined));

/** A point in time, in whatever form a Date reads; handed on as an ISO string in UTC. */
export const instant = textOf((value) => (isTime(value) ? new Date(value).toISOString() : undefined));

/** A path of this site. */
export const path = textOf(localPath);

export const DATE_RANGES = ['today', '7d', '30d', 'own'] as const;
export type DateRange = (typeof DATE_RANGES)[number];

/** A range of days: one of those offered, or `own` with its first and last day. */
export const dateShape = { date: lenient(z.enum(DATE_RANGES)), from: day, to: day };
export type DateSearch = z.output<z.ZodMiniObject<typeof dateShape>>;

/** Makes what a route takes as `validateSearch` out of the parts of its address. */
export function searchParser<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const schema = z.object(shape);
  return (search: RawSearch) => z.parse(schema, search);
}

/** A path of this site, or undefined: a foreign address in a link must not lead anybody away after signing in. */
export function localPath(value: unknown): string | undefined {
  const { origin } = window.location;
  if (typeof value !== 'string' || !value.startsWith('/') || !URL.canParse(value, origin)) return undefined;
  const url = new URL(value, origin);
  return url.origin === origin ? url.pathname + url.search + url.hash : undefined;
}
