type RawSearch = Record<string, unknown>;

/**
 * Reads a parameter of an address. An invalid value counts as missing, so that no address breaks a page. Plain
 * functions, because every page loads this file: the schema library of the forms is ten times its size.
 */
type Reader<Value> = (value: unknown) => Value | undefined;

/** One of some texts. */
export const oneOf =
  <const Value extends string>(values: readonly Value[]): Reader<Value> =>
  (value) =>
    values.find((one) => one === value);

/** One of some numbers, also written as text. */
export const oneNumberOf =
  <const Value extends number>(values: readonly Value[]): Reader<Value> =>
  (value) =>
    values.find((one) => one === Number(value));

const isTime = (value: unknown): value is string => typeof value === 'string' && !Number.isNaN(Date.parse(value));

/** Any text that is not empty. The router parses `q=5` as a number. */
export const text: Reader<string> = (value) =>
  typeof value === 'number' ? String(value) : typeof value === 'string' && value !== '' ? value : undefined;

/** A flag, written as `true` or `1`. */
export const flag: Reader<boolean> = (value) => value === true || value === 1 || undefined;

/** A calendar day, such as 2027-01-31. */
export const day: Reader<string> = (value) => (isTime(value) && /^\d{4}-\d\d-\d\d$/.test(value) ? value : undefined);

/** An instant in any format that Date parses, normalised to an ISO string in UTC. */
export const instant: Reader<string> = (value) => (isTime(value) ? new Date(value).toISOString() : undefined);

/** A path of this site. */
export const path: Reader<string> = localPath;

export const DATE_RANGES = ['today', '7d', '30d', 'own'] as const;
export type DateRange = (typeof DATE_RANGES)[number];

/** A range of days: a named one, or `own` with its first and last day. */
export const dateShape = { date: oneOf(DATE_RANGES), from: day, to: day };
export type DateSearch = SearchOf<typeof dateShape>;

type Shape = Record<string, Reader<unknown>>;
type SearchOf<Parameters extends Shape> = { [Name in keyof Parameters]?: ReturnType<Parameters[Name]> };

/** Makes a route's `validateSearch` from its parameters. */
export function searchParser<Parameters extends Shape>(shape: Parameters) {
  return (search: RawSearch): SearchOf<Parameters> => {
    const read = Object.entries(shape).map(([name, reader]) => [name, reader(search[name])] as const);
    return Object.fromEntries(read.filter(([, value]) => value !== undefined)) as SearchOf<Parameters>;
  };
}

/** A path of this site, or undefined: a link must not redirect to a foreign site after sign-in. */
export function localPath(value: unknown): string | undefined {
  const { origin } = window.location;
  if (typeof value !== 'string' || !value.startsWith('/') || !URL.canParse(value, origin)) return undefined;
  const url = new URL(value, origin);
  // `/.//elsewhere` becomes `//elsewhere`, which is another site.
  return url.origin === origin && !url.pathname.startsWith('//') ? url.pathname + url.search + url.hash : undefined;
}
