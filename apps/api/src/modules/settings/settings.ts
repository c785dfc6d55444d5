import { VARIABLES } from '../../config/env.js';

export const REGISTRATION_MODES = ['open', 'approval', 'closed'] as const;
export type RegistrationMode = (typeof REGISTRATION_MODES)[number];

export const SECOND_FACTOR_RULES = ['none', 'admins', 'all'] as const;
export type SecondFactorRule = (typeof SECOND_FACTOR_RULES)[number];

export const CACHE_SCOPES = ['shared', 'user'] as const;
export type CacheScope = (typeof CACHE_SCOPES)[number];

const MOST_RETENTION_DAYS = 3650;

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** Environment variables that an admin can change while the server runs, unless the operator set them. */
type LiveVariable =
  | 'CACHE_TTL_SECONDS'
  | 'LLM_MAX_PARALLEL'
  | 'LLM_MAX_QUEUE'
  | 'LLM_MAX_PARALLEL_PER_USER'
  | 'LLM_MAX_QUEUE_PER_USER'
  | 'FILE_STORAGE_MB'
  | 'TITLE_MODEL'
  | 'EMBEDDING_MODEL';

interface SettingSpec {
  /** The variable that overrides it when set; the setting has the same default. */
  variable?: LiveVariable;
  default: unknown;
  description: string;
  /** Phrase for the error message that says what a value must be; `accepts` decides. */
  expected: string;
  accepts(value: unknown): boolean;
}

const wholeFrom = (least: number, most: number) => ({
  expected: `a whole number from ${least} to ${most}`,
  accepts: (value: unknown) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
});

/** Every setting that an admin can change while the server runs. */
export const SETTINGS = {
  registration_mode: {
    default: 'open' as RegistrationMode,
    description:
      'Who may create an account: open (anyone), approval (an admin approves each account), closed (only ' + 'admins).',
    expected: `one of ${REGISTRATION_MODES.join(', ')}`,
    accepts: (value) => REGISTRATION_MODES.includes(value as RegistrationMode),
  },
  second_factor_required: {
    default: 'none' as SecondFactorRule,
    description:
      'Who must have a second factor (an authenticator app or a passkey): none (nobody must), admins, all. Whoever ' +
      'has none yet can sign in and set one up, and nothing else. API keys are not affected.',
    expected: `one of ${SECOND_FACTOR_RULES.join(', ')}`,
    accepts: (value) => SECOND_FACTOR_RULES.includes(value as SecondFactorRule),
  },
  cache_scope: {
    default: 'shared' as CacheScope,
    description:
      'Who gets a cached answer: shared (everyone who asks the same first question without a system ' +
      'prompt of their own), user (only the user who asked before).',
    expected: `one of ${CACHE_SCOPES.join(', ')}`,
    accepts: (value) => CACHE_SCOPES.includes(value as CacheScope),
  },
  public_shares: {
    default: false as boolean,
    description:
      'Whether people may share chats with anyone who has the link: true or false. While it is false, links of this ' +
      'kind answer nobody; they work again when it is true.',
    expected: 'true or false',
    accepts: (value) => typeof value === 'boolean',
  },
  retention_days: {
    default: 0 as number,
    description: 'Days after which an unused chat is deleted; 0 keeps chats forever. Pinned chats are always kept.',
    expected: `a whole number from 0 to ${MOST_RETENTION_DAYS}`,
    accepts: (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MOST_RETENTION_DAYS,
  },
  log_retention_days: {
    default: 90 as number,
    description: 'Days for which the request log is kept; 0 keeps it forever. The audit log is always kept.',
    expected: `a whole number from 0 to ${MOST_RETENTION_DAYS}`,
    accepts: (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MOST_RETENTION_DAYS,
  },
  currency: {
    default: '' as string,
    description:
      'Currency of the prices of models, as ISO 4217 names it (EUR, USD); empty: no prices are shown. Another one ' +
      'converts nothing.',
    expected: 'a currency such as EUR, or empty',
    accepts: (value) => value === '' || (typeof value === 'string' && CURRENCIES.has(value)),
  },
  title_model: {
    variable: 'TITLE_MODEL',
    default: VARIABLES.TITLE_MODEL.default as string,
    description:
      'Model that names new chats, once nobody waits for a model: same (the model that answered), off (a chat keeps ' +
      'the first words of its question), or the name of a model, which then reads the beginning of every new chat.',
    expected: 'same, off, or the name of a model',
    accepts: (value) => typeof value === 'string' && value.trim() !== '' && value.length <= 200,
  },
  file_storage_mb: {
    variable: 'FILE_STORAGE_MB',
    default: Number(VARIABLES.FILE_STORAGE_MB.default),
    description: 'MiB of files that one person may keep; 0: nobody may upload any. Files that are there stay.',
    ...wholeFrom(0, 1_048_576),
  },
  embedding_model: {
    variable: 'EMBEDDING_MODEL',
    default: VARIABLES.EMBEDDING_MODEL.default as string,
    description:
      'Model that makes vectors of what is in files, so that a question finds what it means and not only its words: ' +
      'auto (the first model that can), off (words alone), or the name of a model. Another one makes all vectors ' +
      'anew, once nobody waits for a model.',
    expected: 'auto, off, or the name of a model',
    accepts: (value) => typeof value === 'string' && value.trim() !== '' && value.length <= 200,
  },
  cache_ttl_seconds: {
    variable: 'CACHE_TTL_SECONDS',
    default: Number(VARIABLES.CACHE_TTL_SECONDS.default),
    description: 'Seconds for which an answer stays in the cache; 0 turns the cache off.',
    ...wholeFrom(0, 31_536_000),
  },
  llm_max_parallel: {
    variable: 'LLM_MAX_PARALLEL',
    default: Number(VARIABLES.LLM_MAX_PARALLEL.default),
    description: 'Answers that one backend generates at the same time; further requests wait in a fair queue.',
    ...wholeFrom(1, 1024),
  },
  llm_max_queue: {
    variable: 'LLM_MAX_QUEUE',
    default: Number(VARIABLES.LLM_MAX_QUEUE.default),
    description: 'Requests that may wait for one backend; further ones are rejected.',
    ...wholeFrom(0, 100_000),
  },
  llm_max_parallel_per_user: {
    variable: 'LLM_MAX_PARALLEL_PER_USER',
    default: Number(VARIABLES.LLM_MAX_PARALLEL_PER_USER.default),
    description:
      'Answers that one backend generates at the same time for one account, so that nobody can occupy the ' +
      'whole backend.',
    ...wholeFrom(1, 1024),
  },
  llm_max_queue_per_user: {
    variable: 'LLM_MAX_QUEUE_PER_USER',
    default: Number(VARIABLES.LLM_MAX_QUEUE_PER_USER.default),
    description:
      'Requests of one account that may wait for one backend; further ones are rejected until one of them ' + 'ends.',
    ...wholeFrom(0, 100_000),
  },
} satisfies Record<string, SettingSpec>;

export type SettingKey = keyof typeof SETTINGS;
export type SettingValue<K extends SettingKey> = (typeof SETTINGS)[K]['default'];
