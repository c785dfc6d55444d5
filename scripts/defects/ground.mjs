import { api, mod, spec } from './paths.mjs';

/**
 * What surrounds the portal: its database, proxies and backends, and clients made for another server.
 * @type {import('./list.mjs').Defect[]}
 */
export const GROUND_DEFECTS = [
  {
    name: 'null is refused where a field is optional',
    file: api('common/http/validation'),
    find: 'isBody ? withoutUngiven(value, metadata.metatype as Class) : value',
    replace: 'value',
    specs: [spec('compatibility')],
    titles: 'thread_id: null|takes null|empty display_name',
  },
  {
    name: 'a trailing slash is another address',
    file: api('bootstrap/app.setup'),
    find: 'ignoreTrailingSlash: true',
    replace: 'ignoreTrailingSlash: false',
    specs: [spec('compatibility')],
    titles: 'trailing slash',
  },
  {
    name: 'an empty display name stays empty',
    file: mod('models/models.service'),
    find: 'displayName?.trim() || name',
    replace: 'displayName?.trim() ?? name',
    specs: [spec('compatibility')],
    titles: 'a session',
  },
  {
    name: 'the live tail does not know the other names of actions',
    file: mod('logging/action-aliases'),
    find: 'if (!alias) return action === name;',
    replace: 'return action === name;',
    specs: [spec('compatibility')],
    titles: 'a session',
  },
  {
    name: 'a failed sign-in counts as one',
    file: mod('logging/action-aliases'),
    find: "alias.outcome ? ` AND status_code ${alias.outcome === 'worked' ? '<' : '>='} 400` : ''",
    replace: "''",
    specs: [spec('compatibility')],
    titles: 'a session',
  },
  {
    name: 'the length of a password is counted as it was typed',
    file: mod('auth/password-fields'),
    find: 'fits(normalizePassword(value).length)',
    replace: 'fits(value.length)',
    specs: [spec('accounts')],
    titles: 'a password is the same',
  },
  {
    name: 'a piece of a password is taken for the host',
    file: api('config/parsers'),
    find: 'if (isSplit || !isEncoded(raw))',
    replace: 'if (!isEncoded(raw))',
    specs: ['apps/api/src/config/env.spec.ts'],
    titles: 'percent-encoded',
  },
  {
    name: 'the password is quoted from an error of the database',
    file: api('database/refusal'),
    find: "rest.replaceAll(secret, '…')",
    replace: 'rest',
    specs: [spec('own-database')],
    titles: 'repeats the password',
  },
  {
    name: 'a database is used in whatever encoding',
    file: api('database/preflight'),
    find: "if (encoding !== 'UTF8')",
    replace: "if (encoding === 'SQL_ASCII')",
    specs: [spec('own-database')],
    titles: 'UTF-8',
  },
  {
    name: 'the first look at the database sends no start parameters',
    file: api('database/preflight'),
    find: ', ...CONNECTION_LIMITS, ...REQUEST_SETTINGS }',
    replace: ', ...CONNECTION_LIMITS }',
    specs: [spec('own-database')],
    titles: 'start parameter',
  },
  {
    name: 'headers of a proxy that is not trusted count',
    file: api('bootstrap/app.setup'),
    find: 'trustProxy: trustedProxies(env.TRUST_PROXY),',
    replace: 'trustProxy: true,',
    specs: [spec('proxies')],
    titles: 'not trusted',
  },
  {
    name: 'a wrong address is told as a missing model',
    file: api('llm/adapters/openai-compatible/openai.backend'),
    find: '(status === 404 && /model/i.test(safe))',
    replace: "(status === 404 && safe !== '')",
    specs: ['apps/api/src/llm/adapters/openai-compatible/odd-servers.spec.ts'],
  },
];
