import { test as base, type APIRequestContext } from '@playwright/test';
import { DEFAULT_MODELS, startFakeLlm, type FakeLlm } from '@pocket-llm/fake-llm';
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ownFile } from '../support/exports.js';
import { PASSWORD } from '../support/people.js';
import { withPortal } from '../support/portals.js';
import { CHATS, LONG_CHATS } from './chats.js';

/** Whose screens are pictured: an admin with a past, a developer, a newcomer, one whose names are long. */
export const PEOPLE = {
  ada: 'admin',
  grace: 'developer',
  noah: 'user',
  'maximiliane.von-und-zu-hohenlohe-langenburg': 'developer',
} as const;
export const LONG_NAME = 'maximiliane.von-und-zu-hohenlohe-langenburg';
export type Person = keyof typeof PEOPLE;

/** More accounts for the lists of an admin. */
const OTHERS = { alan: 'user', emmy: 'developer', katherine: 'user', mary: 'user', sophie: 'user' } as const;

/** Models as people have them, without those of the scenarios. */
const MODELS = DEFAULT_MODELS.filter(({ name }) => /^(gemma2|qwen3|llava|nomic)/.test(name));

type State = Awaited<ReturnType<APIRequestContext['storageState']>>;

/** A portal with people, chats and a month of figures. */
export interface Seeded {
  url: string;
  fake: FakeLlm;
  /** A zone where it is about noon, so that "today" begins and ends far from now wherever pictures are taken. */
  zone: string;
  states: Record<Person, State>;
  /** Calls the API as this person. @returns the body */
  call: (as: Person | 'admin', method: string, path: string, data?: unknown) => Promise<Record<string, unknown>>;
}

/** Etc/GMT zones count against the clock: Etc/GMT-3 is three hours ahead. */
const noonZone = (now: Date): string => {
  const ahead = 12 - now.getUTCHours();
  return ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
};

const FIGURES = path.join(import.meta.dirname, 'figures.mjs');
export const ENV = { EMBEDDED_ENGINE: 'off', TITLE_MODEL: 'off', ADMIN_SQL_WRITE: 'true', ADMIN_PASSWORD: PASSWORD };

/** Runs a portal with a past while `use` runs. @param figures false: without telemetry, logs and ledger */
async function withSeeded(figures: boolean, use: (seeded: Seeded) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'pocket-llm-pictures-'));
  await chmod(dir, 0o755); // Under root PostgreSQL runs as another account, which needs access.
  const fake = await startFakeLlm({ delayMs: 4, models: MODELS, scenario: 'assistant' });
  await withPortal({ ...ENV, DATA_DIR: dir, OLLAMA_HOST: fake.url }, async (url) => {
    const { request } = await import('@playwright/test');
    const states = {} as Seeded['states'];
    const tokens: Record<string, string> = {};
    const signIn = async (username: string) => {
      const context = await request.newContext();
      const reply = await context.post(`${url}/api/auth/login`, { data: { username, password: PASSWORD } });
      tokens[username] = ((await reply.json()) as { token: string }).token;
      const state = await context.storageState();
      const localStorage = [{ name: 'pocket-llm.signed-in', value: username }];
      await context.dispose();
      return { ...state, origins: [{ origin: url, localStorage }] };
    };
    const api = await request.newContext();
    const call: Seeded['call'] = async (as, method, address, data) => {
      const headers = { authorization: `Bearer ${tokens[as]}` };
      const reply = await api.fetch(url + address, { method, data, headers });
      if (!reply.ok()) throw new Error(`${method} ${address}: ${reply.status()} ${await reply.text()}`);
      return (await reply.json().catch(() => ({}))) as Record<string, unknown>;
    };
    await signIn('admin');
    for (const [username, role] of Object.entries({ ...PEOPLE, ...OTHERS }))
      await call('admin', 'POST', '/api/auth/register', {
        username,
        email: `${username}@example.org`,
        password: PASSWORD,
        role,
      });
    await addGroups(call);
    for (const name of Object.keys(PEOPLE) as Person[]) states[name] = await signIn(name);
    await call('ada', 'POST', '/api/chat/import', ownFile(CHATS));
    await call('grace', 'POST', '/api/chat/import', ownFile(CHATS.slice(0, 6)));
    await call(LONG_NAME, 'POST', '/api/chat/import', ownFile(LONG_CHATS));
    const keys = [
      { name: 'night job', requests_per_minute: 60, tokens_per_day: 200_000, scopes: ['chat'] },
      { name: 'editor on the laptop', allowed_addresses: ['10.0.0.0/8'] },
      { name: 'house automation', parallel_runs: 2 },
    ];
    for (const key of keys) await call('grace', 'POST', '/api/developer/api-keys', key);
    for (const name of ['The script that sorts the invoices of the whole department every night', 'x'.repeat(60)])
      await call(LONG_NAME, 'POST', '/api/developer/api-keys', { name });
    if (figures) await promisify(execFile)(process.execPath, [FIGURES, dir]);
    try {
      await use({ url, fake, zone: noonZone(new Date()), states, call });
    } finally {
      fake.release(Infinity);
      await api.dispose();
    }
  });
  await fake.close();
  await rm(dir, { recursive: true, force: true });
}

/** Groups as people have them: one that says much, one that confines, one without anybody. */
async function addGroups(call: Seeded['call']): Promise<void> {
  const list = async (address: string) =>
    (await call('admin', 'GET', address)) as unknown as { id: string; name?: string; username?: string }[];
  const people = await list('/api/admin/users?sort=username');
  const models = await list('/api/admin/models');
  const idsOf = (...names: string[]) => people.filter(({ username }) => names.includes(username!)).map(({ id }) => id);
  const others = idsOf(...Object.keys(OTHERS));
  for (const group of [
    {
      name: 'Physics',
      description: 'Third floor',
      member_ids: idsOf('ada', 'grace'),
      quota: { tokens_per_day: 60_000 },
    },
    { name: 'Summer course', member_ids: others, model_ids: models.slice(0, 2).map(({ id }) => id) },
    { name: 'Guests of the house who stay for a week or two and then leave again' },
  ])
    await call('admin', 'POST', '/api/admin/groups', group);
}

interface Options {
  /** Whether the portal has telemetry, logs and a ledger of a month. */
  figures: boolean;
}

/** Playwright's `test` with a portal that has a past; one for all pictures. */
export const test = base.extend<{ freshFake: void }, Options & { seeded: Seeded }>({
  figures: [true, { option: true, scope: 'worker' }],
  seeded: [({ figures }, use) => withSeeded(figures, use), { scope: 'worker', timeout: 180_000, auto: true }],
  freshFake: [
    async ({ seeded: { fake } }, use) => {
      await use();
      fake.release(Infinity);
      fake.clear();
      fake.setScenario('assistant');
    },
    { auto: true },
  ],
});
