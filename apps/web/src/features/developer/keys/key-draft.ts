import { type ApiKey, ApiError, type CreateApiKeyDto } from '@pocket-llm/api-client';

export const SCOPES = ['chat', 'models', 'threads', 'embeddings', 'audio'] as const;
export type Scope = (typeof SCOPES)[number];

const DAY_MS = 86_400_000;
const EXPIRY_DAYS = { d30: 30, d90: 90, d365: 365 } as const;
export const EXPIRIES = ['d30', 'd90', 'd365', 'never', 'own'] as const;
export type Expiry = (typeof EXPIRIES)[number];

/** A key's limits with their maximums. */
export const LIMITS = {
  requests_per_minute: 100_000,
  tokens_per_day: 1_000_000_000,
  tokens_per_month: 100_000_000_000,
  parallel_runs: 1000,
} as const;
export type Limit = keyof typeof LIMITS;

/** A key while it is being edited. */
export interface KeyDraft extends Record<Limit, string> {
  name: string;
  scopes: readonly Scope[];
  /** All models that the owner may use, including future ones. */
  allModels: boolean;
  modelIds: readonly string[];
  expiry: Expiry;
  /** The last day, such as 2027-01-31, when the expiry is a chosen day. */
  lastDay: string;
  /** The exact expiry of an existing key; kept while its day is not changed. */
  end?: string;
  addresses: string;
}

export const NEW_KEY: KeyDraft = {
  name: '',
  scopes: SCOPES,
  allModels: true,
  modelIds: [],
  expiry: 'd90',
  lastDay: '',
  requests_per_minute: '',
  tokens_per_day: '',
  tokens_per_month: '',
  parallel_runs: '',
  addresses: '',
};

export type Wrong = 'scopes' | 'models' | 'past' | 'whole';
export const FIELDS = [
  'name',
  'scopes',
  'model_ids',
  'expires_at',
  'requests_per_minute',
  'tokens_per_day',
  'tokens_per_month',
  'parallel_runs',
  'allowed_addresses',
] as const;
export type Field = (typeof FIELDS)[number];

const twoDigits = (number: number): string => String(number).padStart(2, '0');
/** The day of an instant in the person's time zone, such as 2027-01-31. */
const dayOf = (time: Date): string =>
  `${time.getFullYear()}-${twoDigits(time.getMonth() + 1)}-${twoDigits(time.getDate())}`;

/** The draft of an existing key. */
export function draftOf({ name, scopes, model_ids, expires_at, limits }: ApiKey): KeyDraft {
  const typed = (limit: Limit) => limits[limit]?.toString() ?? '';
  return {
    name,
    scopes,
    allModels: model_ids.length === 0,
    modelIds: model_ids,
    ...(expires_at
      ? { expiry: 'own', lastDay: dayOf(new Date(expires_at)), end: expires_at }
      : { expiry: 'never', lastDay: '' }),
    requests_per_minute: typed('requests_per_minute'),
    tokens_per_day: typed('tokens_per_day'),
    tokens_per_month: typed('tokens_per_month'),
    parallel_runs: typed('parallel_runs'),
    addresses: (limits.allowed_addresses ?? []).join('\n'),
  };
}

/** When the key expires; undefined for never, or when no day is chosen yet. */
export function endOf(
  { expiry, lastDay, end: known }: Pick<KeyDraft, 'expiry' | 'lastDay' | 'end'>,
  now = Date.now(),
): Date | undefined {
  if (expiry === 'never') return undefined;
  if (expiry !== 'own') return new Date(now + EXPIRY_DAYS[expiry] * DAY_MS);
  if (known && dayOf(new Date(known)) === lastDay) return new Date(known);
  // The key works until the end of the chosen day in the person's time zone.
  const end = new Date(`${lastDay}T23:59:59`);
  return Number.isNaN(end.getTime()) ? undefined : end;
}

/** The mistakes of a draft, by field. */
export function wrongIn(draft: KeyDraft, now = Date.now()): Partial<Record<Field, Wrong>> {
  const wrong: Partial<Record<Field, Wrong>> = {};
  if (draft.scopes.length === 0) wrong.scopes = 'scopes';
  if (!draft.allModels && draft.modelIds.length === 0) wrong.model_ids = 'models';
  if (draft.expiry === 'own' && !((endOf(draft, now)?.getTime() ?? 0) > now)) wrong.expires_at = 'past';
  for (const limit of Object.keys(LIMITS) as Limit[]) {
    const typed = draft[limit].trim();
    if (typed !== '' && !(/^\d+$/.test(typed) && Number(typed) >= 1 && Number(typed) <= LIMITS[limit]))
      wrong[limit] = 'whole';
  }
  return wrong;
}

/** The entries of a list, one per line. */
export const linesOf = (text: string): string[] =>
  text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter(Boolean);

/** The body that creates or changes the key. Empty fields are omitted. */
export function bodyOf(draft: KeyDraft, now = Date.now()): CreateApiKeyDto {
  const number = (limit: Limit) => (draft[limit].trim() === '' ? undefined : Number(draft[limit]));
  const addresses = linesOf(draft.addresses);
  return {
    name: draft.name.trim() || undefined,
    scopes: [...draft.scopes],
    model_ids: draft.allModels ? undefined : [...draft.modelIds],
    expires_at: endOf(draft, now)?.toISOString(),
    requests_per_minute: number('requests_per_minute'),
    tokens_per_day: number('tokens_per_day'),
    tokens_per_month: number('tokens_per_month'),
    parallel_runs: number('parallel_runs'),
    allowed_addresses: addresses.length > 0 ? addresses : undefined,
  };
}

/** The server's validation errors by field; `rest` is true when some belong to no field. */
export function refusalsOf(error: unknown): { fields: Partial<Record<Field, string>>; rest: boolean } {
  if (!(error instanceof ApiError)) return { fields: {}, rest: true };
  const fields: Partial<Record<Field, string>> = {};
  let rest = error.fieldErrors.length === 0;
  for (const { pointer, message } of error.fieldErrors) {
    const field = FIELDS.find((name) => pointer === `/${name}` || pointer.startsWith(`/${name}/`));
    if (field) fields[field] ??= message;
    else rest = true;
  }
  return { fields, rest };
}
