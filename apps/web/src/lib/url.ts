import * as z from 'zod/mini';

type RawSearch = Record<string, unknown>;

/** A part of an address. A bad value counts as left out, so that no address breaks a page. */
export const lenient = <Schema extends z.ZodMiniType>(schema: Schema) => z.catch(z.optional(schema), undefined);

/** Any text that is not empty. The router reads `q=5` as a number. */
export const text = lenient(
  z.pipe(
    z.transform((value: unknown) => (typeof value === 'number' ? String(value) : value)),
    z.string().check(z.minLength(1)),
  ),
);

/** Present or absent; written as `true` or `1`. */
export const flag = lenient(
  z.pipe(
    z.transform((value: unknown) => value === 1 || value),
    z.literal(true as boolean),
  ),
);

/** A calendar day, as 2027-01-31. */
export const day = lenient(
  z.string().check(
    z.regex(/^\d{4}-\d\d-\d\d$/),
    z.refine((value) => !Number.isNaN(Date.parse(value))),
  ),
);

/** A point in time, in whatever form a Date reads; handed on as an ISO string in UTC. */
export const instant = lenient(
  z.pipe(
    z.string().check(z.refine((value) => !Number.isNaN(Date.parse(value)))),
    z.transform((value) => new Date(value).toISOString()),
  ),
);

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
