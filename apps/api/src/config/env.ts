import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Expected } from './parsers.js';
import { readProviders } from './oidc.js';
import { trustedHeaderProblems } from './trusted-header.js';
import { VARIABLES, type Env, type VariableName } from './variables.js';

export { ENV, SECRET_VARIABLES, VARIABLES, type Env, type VariableName } from './variables.js';

/**
 * The start is rejected: `problems` has one sentence per variable, with its name and what is expected, never its value.
 */
export class EnvError extends Error {
  constructor(readonly problems: string[]) {
    super(`The configuration is not valid:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'EnvError';
  }
}

/** Secrets from widely copied examples; with NODE_ENV=production none of them may sign a token. */
const EXAMPLE_SECRETS = /^(change[-_ ]?me|secret|your[-_ ]|example|password|test|dev)/i;

/**
 * Reads and checks the configuration.
 * @param defaults of variables that `source` leaves out, in place of the table's
 * @throws EnvError that lists every bad variable at once.
 */
export function loadEnv(
  source: NodeJS.ProcessEnv = process.env,
  defaults: Partial<Record<VariableName, string>> = {},
): Env {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, { default: fallback, parse }] of Object.entries(VARIABLES)) {
    const raw = source[name]?.trim() || (defaults[name as VariableName] ?? fallback);
    try {
      values[name] = raw === undefined ? undefined : parse(raw);
    } catch (error) {
      if (!(error instanceof Expected)) throw error;
      problems.push(`${name}: expected ${error.message}.`);
    }
  }
  const given = new Set((Object.keys(VARIABLES) as VariableName[]).filter((name) => Boolean(source[name]?.trim())));
  const oidcProviders = readProviders(source, problems);
  problems.push(...trustedHeaderProblems((name) => given.has(name)));
  const env = { ...values, given, oidcProviders } as unknown as Env;
  const secret = env.JWT_SECRET;
  if (secret !== undefined && secret.length < 32)
    problems.push('JWT_SECRET: expected at least 32 characters, for example from `openssl rand -hex 32`.');
  else if (
    secret !== undefined &&
    env.NODE_ENV === 'production' &&
    (EXAMPLE_SECRETS.test(secret) || new Set(secret).size < 8)
  ) {
    problems.push('JWT_SECRET: expected a random value, not an example, for example from `openssl rand -hex 32`.');
  }
  if (env.JWT_SECRET_PREVIOUS !== undefined && (!secret || secret === env.JWT_SECRET_PREVIOUS))
    problems.push('JWT_SECRET_PREVIOUS: expected beside another, newer JWT_SECRET.');
  if (env.GGUF_SOURCES?.some((source) => source.startsWith('http:')) && env.NODE_ENV !== 'test')
    problems.push('GGUF_SOURCES: expected names of hosts; an http:// origin is for tests only.');
  if (env.PUSH_SERVICES?.some((origin) => !origin.startsWith('https:')) && env.NODE_ENV !== 'test')
    problems.push('PUSH_SERVICES: expected https:// origins; an http:// origin is for tests only.');
  if (env.WORKERS > 1 && (env.DATABASE_URL === undefined || env.REDIS_URL === undefined))
    problems.push(
      'WORKERS: expected 1, or DATABASE_URL and REDIS_URL beside it: several processes share their data through both.',
    );
  if (env.ADMIN_PASSWORD !== undefined && env.ADMIN_PASSWORD.length < 8)
    problems.push('ADMIN_PASSWORD: expected at least 8 characters.');
  if (env.METRICS_TOKEN !== undefined && !/^\S{16,}$/.test(env.METRICS_TOKEN))
    problems.push(
      'METRICS_TOKEN: expected at least 16 characters without spaces, for example from `openssl rand -hex 32`.',
    );
  if (
    env.SCIM_TOKEN !== undefined &&
    (!/^\S{32,}$/.test(env.SCIM_TOKEN) || EXAMPLE_SECRETS.test(env.SCIM_TOKEN) || new Set(env.SCIM_TOKEN).size < 8)
  )
    problems.push(
      'SCIM_TOKEN: expected at least 32 random characters without spaces, for example from `openssl rand -hex 32`.',
    );
  if (env.SCIM_PROVIDER !== undefined && env.SCIM_TOKEN === undefined)
    problems.push('SCIM_TOKEN: expected beside SCIM_PROVIDER.');
  if (problems.length > 0) throw new EnvError(problems);
  return env;
}

/** How the program is there: `installed` as a command of the person's, or `here`, in a folder of its own. */
export type Place = 'here' | 'installed';

/**
 * The configuration of a program that starts: the environment, then a file `.env`, then the defaults of its place.
 * @throws EnvError
 */
export function startEnv(place: Place): Env {
  loadDotEnv();
  return loadEnv(process.env, place === 'installed' ? { DATA_DIR: personalDataDir() } : {});
}

/** Reads a `.env` file in the working directory, if there is one; variables that are already set win. */
function loadDotEnv(file = '.env'): void {
  if (existsSync(file)) process.loadEnvFile(file);
}

/**
 * Where a command that may be called in any folder keeps the portal's data: the folder in which the system keeps what
 * programs store for the person, and `pocket-llm` in it.
 */
function personalDataDir(): string {
  const { XDG_DATA_HOME, LOCALAPPDATA } = process.env;
  const home = os.homedir();
  if (process.platform === 'win32') return path.join(LOCALAPPDATA || path.join(home, 'AppData/Local'), 'pocket-llm');
  if (process.platform === 'darwin') return path.join(home, 'Library/Application Support/pocket-llm');
  return path.join(XDG_DATA_HOME || path.join(home, '.local/share'), 'pocket-llm');
}

/** The text of `.env.example`. */
export function describeEnv(): string {
  const blocks = Object.entries(VARIABLES).map(
    ([name, { default: fallback, why }]) => `# ${why}\n# ${name}=${fallback ?? ''}\n`,
  );
  return (
    `# Pocket-LLM reads these variables from the environment or from a file named .env. All are optional.\n# ` +
    `Generated by \`pnpm gen\`; the source is apps/api/src/config/variables.ts.\n\n${blocks.join('\n')}`
  );
}

const FOR_CHILDREN = /^(PG|LC_|SSL_CERT_)|^(APPDATA|HOME|LANG|NODE_EXTRA_CA_CERTS|PATH|SystemRoot|TZ)$/;

/** What a process of the portal that talks to the database needs; none of the secrets. */
export const childEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => FOR_CHILDREN.test(name)));

/** Share of the traces that OpenTelemetry's own variables ask for, 0 to 1: a page decides for its questions. */
export function traceShare(): number {
  const { OTEL_TRACES_SAMPLER: sampler = '', OTEL_TRACES_SAMPLER_ARG: share } = process.env;
  if (/always_off$/.test(sampler)) return 0;
  const asked = /traceidratio$/.test(sampler) ? Number(share || 1) : 1;
  return asked >= 0 && asked <= 1 ? asked : 1;
}

/** The system's search path for programs. It is here because nothing else may read `process.env`. */
export const systemPath = (): string => process.env.PATH ?? '';
