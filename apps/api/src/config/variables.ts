import {
  parseBackendUrl,
  parseBoolean,
  parseChoice,
  parseHosts,
  parseInteger,
  parseNames,
  parseOpenAiUrl,
  parseOrigin,
  parseOrigins,
  parseNetworks,
  parseProxies,
  parseText,
  parseUrl,
  parseUrlWithLogin,
  type Parser,
} from './parsers.js';
import { FILE_VARIABLES } from './file-variables.js';
import type { LdapSettings } from './ldap.js';
import { NIGHT_VARIABLES } from './night-variables.js';
import type { OidcSettings } from './oidc.js';
import { SIGN_IN_VARIABLES } from './sign-in-variables.js';
import { variable } from './variable.js';

/** Every environment variable the server reads. `.env.example` is generated from this table and checked by diff. */
export const VARIABLES = {
  HOST: variable(
    '127.0.0.1',
    'Address to listen on. Loopback by default: put a TLS proxy in front before you open it to a network.',
    parseText,
  ),
  PORT: variable('8000', 'Port of the API and the web app. 0 takes any free port.', parseInteger(0, 65535)),
  DATA_DIR: variable(
    './data',
    'Folder of the embedded database, the generated secrets and the local models. Back it up.',
    parseText,
  ),
  DATABASE_URL: variable(
    undefined,
    'A PostgreSQL 14+ of your own: postgres://user:password@host:5432/name, the password percent-encoded. Unset: an ' +
      'embedded PostgreSQL in DATA_DIR.',
    parseUrlWithLogin('postgres', 'postgresql'),
  ),
  REDIS_URL: variable(
    undefined,
    'What several server processes share, answers in progress and the cache: redis://host:6379. Unset: one process.',
    parseUrlWithLogin('redis', 'rediss'),
  ),
  WORKERS: variable(
    '1',
    'Server processes on this machine that share the port, for more than one processor core. More than one needs ' +
      'DATABASE_URL and REDIS_URL.',
    parseInteger(1, 64),
  ),
  OLLAMA_HOST: variable(
    'http://127.0.0.1:11434',
    "Address of Ollama, also as host:port like in Ollama's own configuration. Several, comma-separated, " +
      'are all used. off: none.',
    parseBackendUrl,
  ),
  OPENAI_BASE_URL: variable(
    undefined,
    'An OpenAI-compatible server (vLLM, llama.cpp, LM Studio), for example http://127.0.0.1:8080/v1.',
    parseOpenAiUrl,
  ),
  OPENAI_API_KEY: variable(
    undefined,
    'API key of that server, if it requires one. Sent to OPENAI_BASE_URL only.',
    parseText,
  ),
  AUDIO_BASE_URL: variable(
    undefined,
    "A server with OpenAI's audio API (speech, transcriptions), for example http://127.0.0.1:8000/v1: people may " +
      'have answers read aloud and dictate, programs use /v1/audio. Unset: /v1/audio asks OPENAI_BASE_URL.',
    parseOpenAiUrl,
  ),
  AUDIO_API_KEY: variable(
    undefined,
    'API key of the audio server, if it requires one. Sent to AUDIO_BASE_URL only.',
    parseText,
  ),
  AUDIO_SPEECH_MODEL: variable('tts-1', 'Model of the audio server that reads answers aloud.', parseText),
  AUDIO_SPEECH_VOICE: variable('alloy', 'Voice of that model.', parseText),
  AUDIO_TRANSCRIPTION_MODEL: variable('whisper-1', 'Model of the audio server that writes down dictations.', parseText),
  EMBEDDED_ENGINE: variable(
    'auto',
    'auto: run small GGUF models and the demo model inside this process, on the CPU. off: never.',
    parseChoice('auto', 'off'),
  ),
  GGUF_SOURCES: variable(
    'huggingface.co,hf.co',
    'Hosts from which admins may download GGUF files for the embedded engine, comma-separated, with their ' +
      'subdomains. https only, never from a private network. off: none.',
    parseHosts,
  ),
  JWT_SECRET: variable(
    undefined,
    'Secret that signs session tokens, at least 32 characters. Unset: generated once and kept in ' +
      'DATA_DIR. Several server processes must use the same one.',
    parseText,
  ),
  JWT_SECRET_PREVIOUS: variable(
    undefined,
    'The JWT_SECRET before the present one, while you change it: access tokens and authenticator apps made under it ' +
      'stay valid. Remove it after a day.',
    parseText,
  ),
  ADMIN_PASSWORD: variable(
    undefined,
    'Password of the first admin account. With NODE_ENV=production and unset, a random one is printed once.',
    parseText,
  ),
  ADMIN_SQL_WRITE: variable(
    'false',
    'true: the SQL console gets a write mode with its own database role. It opens for ten minutes, after ' +
      'the password and a typed word.',
    parseBoolean,
  ),
  LLM_MAX_PARALLEL: variable(
    '4',
    'Answers that one backend generates at the same time; further requests wait in a fair queue.',
    parseInteger(1, 1024),
  ),
  LLM_MAX_QUEUE: variable(
    '256',
    'Requests that may wait for one backend; further ones are rejected (503).',
    parseInteger(0, 100_000),
  ),
  LLM_MAX_PARALLEL_PER_USER: variable(
    '4',
    'Answers that one backend generates at the same time for one account, so that nobody can occupy the ' +
      'whole backend.',
    parseInteger(1, 1024),
  ),
  LLM_MAX_QUEUE_PER_USER: variable(
    '16',
    'Requests of one account that may wait for one backend; further ones are rejected (429) until one of ' +
      'them ends.',
    parseInteger(0, 100_000),
  ),
  TITLE_MODEL: variable(
    'same',
    'Model that names new chats once nobody waits for a model: same (the model that answered), off (a chat keeps the ' +
      'first words of its question), or the name of a small model, which then reads the beginning of every new chat.',
    parseText,
  ),
  LLM_SILENCE_SECONDS: variable(
    '120',
    'Longest pause of a model within an answer before the answer fails. Before its first token the next model server ' +
      'is asked after this time, five times as long while the model loads; without another one there is no limit.',
    parseInteger(1, 86_400),
  ),
  PROMPT_MAX_CHARS: variable(
    '400000',
    'Longest prompt in characters; longer ones are rejected (413).',
    parseInteger(1, 8_000_000),
  ),
  ANSWER_MAX_CHARS: variable(
    '2000000',
    'Longest answer, in characters; a longer one is cut off there, as if it had reached its token limit.',
    parseInteger(1_000, 100_000_000),
  ),
  CACHE_TTL_SECONDS: variable(
    '86400',
    'Seconds for which an answer stays in the cache. 0 turns the cache off.',
    parseInteger(0, 31_536_000),
  ),
  ...NIGHT_VARIABLES,
  ...FILE_VARIABLES,
  SHUTDOWN_GRACE_SECONDS: variable(
    '30',
    'Seconds that answers in progress get to finish after SIGTERM; then they are stopped and keep their ' +
      'text. Ctrl-C does not wait.',
    parseInteger(0, 3600),
  ),
  ACCESS_TOKEN_MINUTES: variable(
    '1440',
    'Lifetime of an access token in minutes. Every request checks its session, so a logout, a new role or ' +
      'a new password ends it immediately.',
    parseInteger(1, 43_200),
  ),
  REGISTRATIONS_PER_HOUR: variable(
    '30',
    'Accounts that may be registered from one address per hour; further ones are rejected (429).',
    parseInteger(0, 100_000),
  ),
  ...SIGN_IN_VARIABLES,
  PUBLIC_URL: variable(
    undefined,
    'Address at which people open the portal, for example https://chat.example.org. The server accepts ' +
      'its host name, and links begin with it. Without a path.',
    parseOrigin,
  ),
  ALLOWED_HOSTS: variable(
    'off',
    'Further host names that the server accepts, comma-separated. IP addresses, names without a dot and ' +
      'names that end in .local, .lan, .internal or .home.arpa are always accepted. off: none.',
    parseNames,
  ),
  CORS_ORIGINS: variable(
    'off',
    'Origins whose pages may call /v1, /ollama and /api/chat with an API key, comma-separated, such as ' +
      'https://app.example.org or app://obsidian.md; *: all. Never with cookies. off: none.',
    parseOrigins,
  ),
  TRUST_PROXY: variable(
    'false',
    'Proxies in front of the server: their number (true: 1), or their addresses and networks, ' +
      'comma-separated, such as 10.0.0.0/8. The client address is then read from X-Forwarded-For, from the ' +
      'right. false: none.',
    parseProxies,
  ),
  METRICS_TOKEN: variable(
    undefined,
    'Bearer token with which Prometheus may read /metrics from other machines, at least 16 characters. ' +
      'Unset: from this machine only.',
    parseText,
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: variable(
    undefined,
    'Where traces are sent (OpenTelemetry, OTLP over HTTP), for example http://127.0.0.1:4318. Other ' +
      'OTEL_ variables are honoured too. Unset: no traces.',
    parseUrl('http', 'https'),
  ),
  PUSH_SERVICES: variable(
    undefined,
    'Origins of push services that the server may call although they are private, for example ' +
      'https://push.example.lan. Public ones need no entry. An http:// origin is for tests only.',
    parseOrigins,
  ),
  PUSH_AFTER_SECONDS: variable(
    '10',
    'How many seconds an answer takes before devices are told that it is ready.',
    parseInteger(0, 3_600),
  ),
  WEBHOOK_ALLOWED_NETWORKS: variable(
    undefined,
    'Private addresses and networks, comma-separated, to which webhooks may be sent, also with http://, for example ' +
      '10.20.0.0/16. Public ones with https:// need no entry.',
    parseNetworks,
  ),
  UPDATE_FEED_URL: variable(
    undefined,
    'A feed of releases (JSON, as GitHub has it), which is read once a day while an admin looks at the overview. ' +
      'Nothing about this installation is sent. Unset: nobody is ever asked for updates.',
    parseUrl('http', 'https'),
  ),
  LOG_LEVEL: variable(
    'info',
    'Lowest level that the server prints: error, warn, info or debug.',
    parseChoice('error', 'warn', 'info', 'debug'),
  ),
  NODE_ENV: variable(
    'development',
    'production: rejects the documented default password and weak secrets, and logs JSON.',
    parseChoice('development', 'production', 'test'),
  ),
} as const;

export type VariableName = keyof typeof VARIABLES;

/** Variables whose values are never shown, and addresses that may contain a password. */
export const SECRET_VARIABLES: ReadonlySet<VariableName> = new Set<VariableName>([
  'DATABASE_URL',
  'REDIS_URL',
  'OPENAI_API_KEY',
  'AUDIO_API_KEY',
  'JWT_SECRET',
  'JWT_SECRET_PREVIOUS',
  'ADMIN_PASSWORD',
  'OIDC_CLIENT_SECRET',
  'TRUSTED_HEADER_SECRET',
  'LDAP_BIND_PASSWORD',
  'METRICS_TOKEN',
  'SCIM_TOKEN',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
]);

type Parsed<V> = V extends { default: infer D; parse: Parser<infer T> }
  ? D extends string
    ? T
    : T | undefined
  : never;

/** The validated configuration. */
export type Env = { readonly [K in keyof typeof VARIABLES]: Parsed<(typeof VARIABLES)[K]> } & {
  /** Names of those that were set. */
  readonly given: ReadonlySet<VariableName>;
  /** Providers that people may sign in with, in the order of the sign-in page. */
  readonly oidcProviders: readonly OidcSettings[];
  readonly ldap: LdapSettings | undefined;
};

export const ENV = Symbol('ENV');
