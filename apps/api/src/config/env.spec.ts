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
  ['http://a:1/, b:2', ['http://a:1', 'http://b:2']],
  ['off', []],
])('reads OLLAMA_HOST=%s as Ollama does', (text, expected) => {
  expect(loadEnv({ OLLAMA_HOST: text }).OLLAMA_HOST).toEqual(expected);
});

it.each([
  ['PORT', ['-1', '65536', '80a', '1.5']],
  ['OLLAMA_HOST', ['http://', 'a b', ',', 'http://user:pw@host']],
  ['DATABASE_URL', ['mysql://x', 'localhost']],
  ['EMBEDDED_ENGINE', ['on']],
  ['TRUST_PROXY', ['yes', '17', '1.2.3', '10.0.0.0/99', '10.0.0.1,', 'proxy.example.org']],
  ['ALLOWED_HOSTS', ['https://a.example', 'a.example:80', 'a..b', '*.example.org']],
  ['PUBLIC_URL', ['chat.example.org', 'ftp://x']],
  ['ACCESS_TOKEN_MINUTES', ['0', '1.5']],
  ['REGISTRATIONS_PER_HOUR', ['-1']],
  ['JWT_SECRET', ['short']],
  ['ADMIN_PASSWORD', ['short']],
])('refuses a bad %s by name and never shows it', (name, values) => {
  for (const value of values) {
    const found = problems({ [name]: value });
    expect(found).toEqual([expect.stringMatching(new RegExp(`^${name}: expected .+\\.$`))]);
    if (/(pw@|mysql|short|80a)/.test(value)) expect(found[0]).not.toContain(value);
  }
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
