type Raw = Record<string, unknown>;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;

/** A path of this site, or undefined: a foreign address in a link must not lead anybody away after signing in. */
export function localPath(value: unknown): string | undefined {
  if (typeof value !== 'string' || !value.startsWith('/')) return undefined;
  const url = new URL(value, window.location.origin);
  return url.origin === window.location.origin ? url.pathname + url.search + url.hash : undefined;
}

export interface ChatSearch {
  /** In no list, and gone after a day. */
  temporary?: boolean;
}

export const parseChatSearch = (search: Raw): ChatSearch => ({
  temporary: search['temporary'] === true || search['temporary'] === 1 || undefined,
});

export interface ThreadSearch {
  /** The message to go to. */
  m?: string;
}

export const parseThreadSearch = (search: Raw): ThreadSearch => ({ m: text(search['m']) });

export const DATE_RANGES = ['today', '7d', '30d', 'own'] as const;
export type DateRange = (typeof DATE_RANGES)[number];

export interface DateSearch {
  date?: DateRange;
  /** First and last day of an own range, as 2027-01-31. */
  from?: string;
  to?: string;
}

const parseDateSearch = (search: Raw): DateSearch => ({
  date: DATE_RANGES.find((range) => range === search['date']),
  from: day(search['from']),
  to: day(search['to']),
});

export interface HistorySearch extends DateSearch {
  q?: string;
  model?: string;
  pinned?: boolean;
  archived?: boolean;
  code?: boolean;
}

const yes = (value: unknown): true | undefined => value === true || value === 1 || undefined;
const day = (value: unknown): string | undefined =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined;

export const parseHistorySearch = (search: Raw): HistorySearch => ({
  q: text(search['q']),
  model: text(search['model']),
  ...parseDateSearch(search),
  pinned: yes(search['pinned']),
  archived: yes(search['archived']),
  code: yes(search['code']),
});

export const USER_SORTS = ['created', 'newest', 'username', 'seen', 'tokens'] as const;

export interface UserSearch {
  q?: string;
  role?: 'user' | 'developer' | 'admin';
  state?: 'active' | 'inactive' | 'pending';
  sort?: (typeof USER_SORTS)[number];
  /** The account that is open beside the list. */
  user?: string;
}

export const parseUserSearch = (search: Raw): UserSearch => ({
  q: text(search['q']),
  role: (['user', 'developer', 'admin'] as const).find((role) => role === search['role']),
  state: (['active', 'inactive', 'pending'] as const).find((state) => state === search['state']),
  sort: USER_SORTS.find((sort) => sort === search['sort']),
  user: text(search['user']),
});

export interface ModelSearch {
  /** The model that is open beside the list. */
  model?: string;
}

export const parseModelSearch = (search: Raw): ModelSearch => ({ model: text(search['model']) });

export interface LogSearch {
  /** The query as it is typed: `level:error user:ada "text"`. */
  q?: string;
  /** Instants that bound the time. */
  from?: string;
  to?: string;
  /** The line that is open: its time and its id, so that it is found however deep it lies. */
  line?: string;
  /** Long lines are broken, not cut. */
  wrap?: boolean;
  /** What is shown of each line beside the line itself, as `request,detail.model`. */
  cols?: string;
}

const instant = (value: unknown): string | undefined => {
  const at = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
};

export const parseLogSearch = (search: Raw): LogSearch => ({
  q: text(search['q']),
  from: instant(search['from']),
  to: instant(search['to']),
  line: text(search['line']),
  wrap: yes(search['wrap']),
  cols: text(search['cols']),
});

export const TELEMETRY_RANGES = ['15m', '1h', '6h', '24h', '7d', '30d', '90d', '400d'] as const;
export type TelemetryRange = (typeof TELEMETRY_RANGES)[number];
/** Seconds between two looks; 0: none by itself. */
export const TELEMETRY_REFRESH = [0, 5, 10, 30] as const;

export interface TelemetrySearch {
  /** Up to now; left out: the last hour, or what `from` and `to` say. */
  range?: TelemetryRange;
  /** Instants that bound an own range. */
  from?: string;
  to?: string;
  refresh?: (typeof TELEMETRY_REFRESH)[number];
}

export const parseTelemetrySearch = (search: Raw): TelemetrySearch => ({
  range: TELEMETRY_RANGES.find((range) => range === search['range']),
  from: instant(search['from']),
  to: instant(search['to']),
  refresh: TELEMETRY_REFRESH.find(
    (seconds) => search['refresh'] !== undefined && seconds === Number(search['refresh']),
  ),
});

export interface AuditSearch extends DateSearch {
  /** The query as it is typed: `actor:ada result:refused "text"`. */
  q?: string;
  /** Number of the entry that is open. */
  entry?: string;
}

export const parseAuditSearch = (search: Raw): AuditSearch => ({
  ...parseDateSearch(search),
  q: text(search['q']),
  entry: text(search['entry']),
});

export const USAGE_DAYS = [7, 30, 90] as const;
export type UsageDays = (typeof USAGE_DAYS)[number];
/** In place of a key's id: what was done by hand, in the chat and the playground. */
export const BY_HAND = 'none';

export interface UsageSearch {
  /** Days up to today; left out: 30, or what `from` and `to` say. */
  days?: UsageDays;
  /** First and last day of an own period. */
  from?: string;
  to?: string;
  /** Id of a key, or `none` for what was done by hand. */
  key?: string;
  model?: string;
  /** One day of the period that the tables are about. */
  day?: string;
}

export const parseUsageSearch = (search: Raw): UsageSearch => ({
  days: USAGE_DAYS.find((days) => days === Number(search['days'])),
  from: day(search['from']),
  to: day(search['to']),
  key: text(search['key']),
  model: text(search['model']),
  day: day(search['day']),
});
