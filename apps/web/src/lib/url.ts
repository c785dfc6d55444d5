import * as z from 'zod/mini';

type RawSearch = Record<string, unknown>;

/** A parameter of an address. An invalid value counts as missing, so that no address breaks a page. */
export const lenient = <Schema extends z.ZodMiniType>(schema: Schema) => z.catch(z.optional(schema), undefined);

/** A value parsed from text; `read` returns undefined for invalid text. */
const textOf = (read: (value: unknown) => unknown) => lenient(z.pipe(z.transform(read), z.string()));

const isTime = (value: unknown): value is string => typeof value === 'string' && !Number.isNaN(Date.parse(value));

/** Any text that is not empty. The router parses `q=5` as a number. */
export const text = textOf((value) => (typeof value === 'number' ? String(value) : value || undefined));

/** A flag, written as `true` or `1`. */
export const flag = lenient(
  z.pipe(
    z.transform((value: unknown) => value === 1 || value),
    z.literal(true as boolean),
  ),
);

/** A calendar day, such as 2027-01-31. */
export const day = textOf((value) => (isTime(value) && /^\d{4}-\d\d-\d\d$/.test(value) ? value : undefined));

/** An instant in any format that Date parses, normalised to an ISO string in UTC. */
export const instant = textOf((value) => (isTime(value) ? new Date(value).toISOString() : undefined));

/** A path of this site. */
export const path = textOf(localPath);

export const DATE_RANGES = ['today', '7d', '30d', 'own'] as const;
export type DateRange = (typeof DATE_RANGES)[number];

/** A range of days: a named one, or `own` with its first and last day. */
export const dateShape = { date: lenient(z.enum(DATE_RANGES)), from: day, to: day };
export type DateSearch = z.output<z.ZodMiniObject<typeof dateShape>>;

/** Makes a route's `validateSearch` from its parameters. */
export function searchParser<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const schema = z.object(shape);
  return (search: RawSearch) => z.parse(schema, search);
}

/** A path of this site, or undefined: a link must not redirect to a foreign site after sign-in. */
export function localPath(value: unknown): string | undefined {
  const { origin } = window.location;
  if (typeof value !== 'string' || !value.startsWith('/') || !URL.canParse(value, origin)) return undefined;
  const url = new URL(value, origin);
  return url.origin === origin ? url.pathname + url.search + url.hash : undefined;
}
