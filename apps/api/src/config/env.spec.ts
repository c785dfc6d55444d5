import { describeEnv, loadEnv, type EnvError, VARIABLES } from './env.js';

const problems = (source: NodeJS.ProcessEnv): string[] => {
  try {
    loadEnv(source);
    return [];
  } catch (error) {
    return (error as EnvError).problems;
  }
};

it('has a default for every optional variable', () => {
  expect(loadEnv({})).toMatchObject({
    HOST: '127.0.0.1',
    PORT: 8000,
    DATA_DIR: './data',
    DATABASE_URL: undefined,
    OLLAMA_HOST: ['http://127.0.0.1:11434'],
    EMBEDDED_ENGINE: 'auto',
    LLM_MAX_PARALLEL: 4,
    NODE_ENV: 'development',
  });
});

it('treats an empty variable as unset', () => {
  expect(loadEnv({ PORT: '', JWT_SECRET: ' ' })).toMatchObject({ PORT: 8000, JWT_SECRET: undefined });
});

it.each([
  ['127.0.0.1:11434', ['http://127.0.0.1:11434']],
  ['gpu-box', ['http://gpu-box:11434']],
  [':11500', ['http://127.0.0.1:11500']],
  ['0.0.0.0', ['http://127.0.0.1:11434']],
  ['http://gpu:80', ['http://gpu']],
  ['https://models.example.org', ['https://models.example.org']],
  ['https://gate.example.org/ollama/', ['https://gate.example.org/ollama']],
  ['http://a:1/, b:2', ['http://a:1', 'http://b:2']],
  ['off', []],
])('reads OLLAMA_HOST=%s as Ollama does', (text, expected) => {
  expect(loadEnv({ OLLAMA_HOST: text }).OLLAMA_HOST).toEqual(expected);
});

it.each([
  ['PORT', ['-1', '65536', '80a', '1.5']],
  [
    'OLLAMA_HOST',
    ['http://', 'a b', ',', 'http://user:pw@host', 'http://gpu:11434/api', 'gpu/api/', 'http://gpu/api/tags', 'gpu/v1'],
  ],
  ['DATABASE_URL', ['mysql://x', 'localhost']],
  ['EMBEDDED_ENGINE', ['on']],
  ['TRUST_PROXY', ['yes', '17', '1.2.3', '10.0.0.0/99', '10.0.0.1,', 'proxy.example.org']],
  ['CORS_ORIGINS', ['example.org', 'https://a.example/', 'https://a.example/x', 'https://u@a.example', 'https://*.a']],
  ['ALLOWED_HOSTS', ['https://a.example', 'a.example:80', 'a..b', '*.example.org']],
  ['PUBLIC_URL', ['chat.example.org', 'ftp://x', 'https://example.org/chat', 'https://x/?a=1', 'https://x/#top']],
  ['OPENAI_BASE_URL', ['127.0.0.1:8080/v1', 'http://h/v1/chat/completions', 'http://h/v1/models/']],
  ['ACCESS_TOKEN_MINUTES', ['0', '1.5']],
  ['REGISTRATIONS_PER_HOUR', ['-1']],
  ['JWT_SECRET', ['short']],
  ['ADMIN_PASSWORD', ['short']],
  [
    'SCIM_TOKEN',
    ['short', 'x'.repeat(40), 'changeme-0123456789-abcdefghijklmnop', 'with a space 0123456789 abcdefghijkl'],
  ],
])('refuses a bad %s by name and never shows it', (name, values) => {
  for (const value of values) {
    const found = problems({ [name]: value });
    expect(found).toEqual([expect.stringMatching(new RegExp(`^${name}: expected .+\\.$`))]);
    if (/(pw@|mysql|short|80a)/.test(value)) expect(found[0]).not.toContain(value);
  }
});

it.each(['DATABASE_URL', 'REDIS_URL'])(
  'a password in %s that is not percent-encoded is told and never shown',
  (name) => {
    const scheme = name === 'DATABASE_URL' ? 'postgres' : 'redis';
    for (const secret of [
      's3@cret',
      's3#cret',
      '123#cret',
      's3/cret',
      '123/cret',
      '123?cret',
      's3%cret',
      's3%ffcret',
      '@',
    ]) {
      const [problem, ...others] = problems({ [name]: `${scheme}://chat:${secret}@db:5432/chat` });
      expect([problem, others]).toEqual([expect.stringMatching(/percent-encoded: @ as %40, # as %23/), []]);
      expect(problem).not.toMatch(/s3|cret|123/);
    }
    for (const address of [
      'chat:s3%40%23%2F%3F%25cret@db:5432/chat',
      'chat:a:b!$&*+,;=~@db/chat',
      'db',
      '/chat?host=/run',
    ])
      expect(problems({ [name]: `${scheme}://${address}` })).toEqual([]);
  },
);

it.each([
  ['PUBLIC_URL', 'https://example.org/chat', /does not work below a path/],
  ['OLLAMA_HOST', 'http://gpu:11434/api', /Ollama's own address, which has no path/],
  ['OPENAI_BASE_URL', 'http://gpu/v1/chat/completions', /up to its version/],
])('a wrong path in %s is named as that', (name, value, sentence) => {
  expect(problems({ [name]: value })).toEqual([expect.stringMatching(sentence)]);
});

describe('providers for sign-in', () => {
  const HOME = { OIDC_ISSUER: 'https://id.example.org', OIDC_CLIENT_ID: 'chat' };
  const WORK = { OIDC_PROVIDERS: 'work', OIDC_WORK_ISSUER: 'https://work.example', OIDC_WORK_CLIENT_ID: 'portal' };

  it('are read in the order of the sign-in page', () => {
    const found = (source: NodeJS.ProcessEnv) => loadEnv(source).oidcProviders.map(({ id, name }) => [id, name]);
    expect(found({})).toEqual([]);
    expect(found({ ...HOME, OIDC_NAME: 'Home' })).toEqual([['oidc', 'Home']]);
    expect(found({ ...WORK, ...HOME })).toEqual([
      ['oidc', 'id.example.org'],
      ['work', 'work.example'],
    ]);
    expect(found({ ...WORK, ...HOME, OIDC_PROVIDERS: 'work, oidc' }).map(([id]) => id)).toEqual(['work', 'oidc']);
    expect(loadEnv({ ...WORK, OIDC_WORK_ROLE_CLAIM: 'roles', OIDC_WORK_ADMIN_VALUES: 'a, b' }).oidcProviders).toEqual([
      expect.objectContaining({ adminValues: ['a', 'b'], developerValues: [], autoRegister: 'approval' }),
    ]);
  });

  it.each<[string, string, NodeJS.ProcessEnv]>([
    ['OIDC_ISSUER', 'http to another machine', { ...HOME, OIDC_ISSUER: 'http://id.example.org' }],
    ['OIDC_ISSUER', 'no address', { ...HOME, OIDC_ISSUER: 'id.example.org' }],
    ['OIDC_ISSUER', 'a client of nobody', { OIDC_CLIENT_ID: 'chat' }],
    ['OIDC_CLIENT_ID', 'no client', { OIDC_ISSUER: HOME.OIDC_ISSUER }],
    ['OIDC_SCOPES', 'not OpenID', { ...HOME, OIDC_SCOPES: 'profile' }],
    ['OIDC_AUTO_REGISTER', 'another word', { ...HOME, OIDC_AUTO_REGISTER: 'true' }],
    ['OIDC_ROLE_CLAIM', 'a claim that gives no role', { ...HOME, OIDC_ROLE_CLAIM: 'groups' }],
    ['OIDC_ROLE_CLAIM', 'values of no claim', { ...HOME, OIDC_ADMIN_VALUES: 'boss' }],
    ['OIDC_PROVIDERS', 'a taken id', { ...WORK, OIDC_PROVIDERS: 'work,password' }],
    ['OIDC_PROVIDERS', 'one that is not in it', { ...WORK, OIDC_PROVIDERS: '' }],
    ['SCIM_PROVIDER', 'a provider that is none', { ...HOME, SCIM_PROVIDER: 'work' }],
    ['SCIM_TOKEN', 'a directory without SCIM', { ...HOME, SCIM_PROVIDER: 'oidc' }],
    ['OIDC_WORK_CLIENT_ID', 'nothing for a listed one', { ...WORK, OIDC_WORK_CLIENT_ID: '' }],
    ['OIDC_WORK_ISSUER', 'http of a listed one', { ...WORK, OIDC_WORK_ISSUER: 'http://work.example' }],
  ])('%s: %s stops the start by name', (name, _, source) => {
    expect(problems(source)).toContainEqual(expect.stringMatching(new RegExp(`^${name}: expected`)));
  });

  it('http is for this machine', () => {
    for (const OIDC_ISSUER of ['http://127.0.0.1:9000', 'http://localhost:9000/x', 'http://[::1]:9000'])
      expect(problems({ ...HOME, OIDC_ISSUER })).toEqual([]);
  });
});

describe('sign-in by a header of a proxy', () => {
  const PROXY = { TRUSTED_HEADER_AUTH: 'Remote-User', TRUSTED_HEADER_NETWORKS: '127.0.0.1, 172.18.0.0/16, fd00::/8' };

  it('takes a header and the networks of the proxy', () => {
    expect(loadEnv(PROXY)).toMatchObject({
      TRUSTED_HEADER_AUTH: 'remote-user',
      TRUSTED_HEADER_NETWORKS: ['127.0.0.1', '172.18.0.0/16', 'fd00::/8'],
      TRUSTED_HEADER_AUTO_REGISTER: 'approval',
    });
    expect(problems({ ...PROXY, TRUSTED_HEADER_SECRET: '4f1d'.padEnd(40, '0123456789abcdef') })).toEqual([]);
  });

  it.each(['0.0.0.0/0', '::/0', '0.0.0.0/1,128.0.0.0/1', '2000::/3', '::ffff:0:0/96', '::ffff:10.0.0.1', 'fc00::/6'])(
    'trusts no network as wide as %s',
    (networks) => {
      const found = problems({ ...PROXY, TRUSTED_HEADER_NETWORKS: networks });
      expect(found).toEqual([expect.stringMatching(/^TRUSTED_HEADER_NETWORKS: .*anybody could sign in as anybody/)]);
    },
  );

  it.each([
    ['TRUSTED_HEADER_NETWORKS', 'no network', { TRUSTED_HEADER_NETWORKS: '' }],
    ['TRUSTED_HEADER_NETWORKS', 'a name', { TRUSTED_HEADER_NETWORKS: 'proxy.lan' }],
    ['TRUSTED_HEADER_AUTH', 'nothing but the rest', { TRUSTED_HEADER_AUTH: '' }],
    ['TRUSTED_HEADER_AUTH', 'a name that proxies rewrite', { TRUSTED_HEADER_AUTH: 'Remote_User' }],
    ['TRUSTED_HEADER_AUTH', 'two names', { TRUSTED_HEADER_AUTH: 'Remote-User, X-User' }],
    ['TRUSTED_HEADER_AUTH', 'what says where a request comes from', { TRUSTED_HEADER_AUTH: 'X-Forwarded-For' }],
    ['TRUSTED_HEADER_GROUPS', 'what browsers send', { TRUSTED_HEADER_GROUPS: 'Cookie' }],
    ['TRUSTED_HEADER_SECRET', 'a short secret', { TRUSTED_HEADER_SECRET: 'short' }],
    ['TRUSTED_HEADER_LOGOUT_URL', 'no address', { TRUSTED_HEADER_LOGOUT_URL: 'javascript:alert(1)' }],
    ['OIDC_PROVIDERS', 'a provider of its name', { OIDC_PROVIDERS: 'proxy' }],
  ])('%s: %s stops the start by name', (name, _, change: NodeJS.ProcessEnv) => {
    expect(problems({ ...PROXY, ...change })).toContainEqual(expect.stringMatching(new RegExp(`^${name}: expected`)));
  });
});

it('rejects weak secrets in production only', () => {
  const weak = ['secret-secret-secret-secret-secret-secret', 'a'.repeat(40)];
  for (const JWT_SECRET of weak) {
    expect(problems({ JWT_SECRET })).toEqual([]);
    expect(problems({ JWT_SECRET, NODE_ENV: 'production' })).toHaveLength(1);
  }
  expect(problems({ JWT_SECRET: 'Qw7-3kf9Zp2mXv8sLq1nRt6yUb4cEa0d', NODE_ENV: 'production' })).toEqual([]);
});

it('describes every variable with its default and reason', () => {
  const text = describeEnv();
  expect(text).toContain('# PORT=8000');
  expect(text.match(/^# [A-Z_]+=/gm)!.length).toBe(Object.keys(VARIABLES).length);
});
