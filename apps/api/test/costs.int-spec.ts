import { costOf } from '../src/common/model-cost.js';
import { type Client } from './client.js';
import { withinOne } from './clock.js';
import { startPortal, type Portal } from './portal.js';

let portal: Portal;
let admin: Client;
beforeAll(async () => {
  portal = await startPortal();
  admin = await portal.anyone.login('admin', 'admin123');
});
afterAll(() => portal.close());

const COST = { input_per_million: 250.5, output_per_million: 1000, watt_hours_per_million: 350 };
const modelOf = async (name: RegExp) =>
  ((await admin.get('/api/admin/models')).body as { id: string; name: string }[]).find((one) => name.test(one.name))!;
const priced = async (name: RegExp, cost: object) =>
  admin.put(`/api/admin/models/${(await modelOf(name)).id}`, { cost });
const used = (body: { usage: { input_tokens: number; output_tokens: number } }) => costOf(COST, body.usage);

it('an answer costs what its model cost then: in the own usage, for admins, as CSV, for Prometheus', async () => {
  await withinOne('day', async () => {
    const dev = await portal.someone('developer');
    const group = await admin.post('/api/admin/groups', { name: `paying ${dev.username}`, member_ids: [dev.id] });
    const prompt = `what does it cost, ${dev.username}?`;
    // Before there was a price: it stays free.
    expect((await dev.post('/api/chat', { prompt: 'free', cache: 'bypass' })).status).toBe(200);
    expect((await dev.get('/api/usage/today')).body.costs).toEqual({
      currency: (await dev.get('/api/developer/usage')).body.currency,
      cost_micros: 0,
      energy_micro_wh: 0,
    });

    expect((await priced(/^gemma2/, COST)).body.cost).toEqual(COST);
    expect((await admin.put('/api/admin/settings', { currency: 'EUR' })).status).toBe(200);
    const first = (await dev.post('/api/chat', { prompt })).body;
    const cost = used(first);
    expect(cost.cost_micros).toBeGreaterThan(0);
    // From the cache: nothing.
    expect((await dev.post('/api/chat', { prompt })).body.cached).toBe(true);
    const key = (await dev.post('/api/developer/api-keys', { name: 'shop' })).body;
    const program = portal.anyone.withKey(key.key_value);
    const { usage } = (
      await program.post('/v1/chat/completions', {
        model: 'gemma2:2b',
        messages: [{ role: 'user', content: `by a program of ${dev.username}` }],
      })
    ).body;
    const byKey = costOf(COST, { input_tokens: usage.prompt_tokens, output_tokens: usage.completion_tokens });
    // The price of tomorrow is not that of today.
    await priced(/^gemma2/, { input_per_million: 0 });
    expect((await dev.post('/api/chat', { prompt: 'free again', cache: 'bypass' })).status).toBe(200);

    const sum = {
      cost_micros: cost.cost_micros + byKey.cost_micros,
      energy_micro_wh: cost.energy_micro_wh + byKey.energy_micro_wh,
    };
    expect((await dev.get('/api/usage/today')).body.costs).toEqual({ currency: 'EUR', ...sum });
    const own = (await dev.get('/api/developer/usage?group_by=key')).body;
    expect(own).toMatchObject({ currency: 'EUR', totals: sum });
    expect(own.rows).toContainEqual(expect.objectContaining({ key_name: 'shop', ...byKey }));

    const rowsBy = async (group_by: string) => (await admin.get(`/api/admin/costs?group_by=${group_by}`)).body;
    expect((await rowsBy('user')).rows).toContainEqual(
      expect.objectContaining({ id: dev.id, name: dev.username, requests: 5, ...sum }),
    );
    expect((await rowsBy('key')).rows).toContainEqual(
      expect.objectContaining({ id: key.id, name: 'shop', owner: dev.username, ...byKey }),
    );
    expect((await rowsBy('group')).rows).toContainEqual(
      expect.objectContaining({ id: group.body.id, name: group.body.name, requests: 5, ...sum }),
    );
    const { rows, totals, currency } = await rowsBy('model');
    expect([rows[0].id, totals.cost_micros, currency]).toEqual(['gemma2:2b', rows[0].cost_micros, 'EUR']);
    const csv = (await admin.get('/api/admin/costs/export?group_by=user')).body.split('\r\n');
    expect(csv[0]).toBe('name,owner,id,from,to,requests,input_tokens,output_tokens,cost_eur,kilowatt_hours');
    expect(csv.find((line: string) => line.startsWith(dev.username))).toMatch(
      new RegExp(
        `,0\\.${String(sum.cost_micros).padStart(6, '0')},0\\.${String(sum.energy_micro_wh).padStart(9, '0')}$`,
      ),
    );
    const page = (await portal.anyone.get('/metrics')).body;
    const counted = Number(/^pocket_llm_cost_total\{model="gemma2:2b"\} (\S+)$/m.exec(page)![1]);
    expect(Math.round(counted * 1e6)).toBeGreaterThanOrEqual(sum.cost_micros);
    expect(page).toMatch(/^pocket_llm_energy_watt_hours_total\{model="gemma2:2b"\} /m);
  });
});

it('embeddings cost their tokens, and a price is no negative or endless number', async () => {
  await withinOne('day', async () => {
    const dev = await portal.someone('developer');
    await modelOf(/^nomic/);
    await priced(/^nomic/, COST);
    const program = portal.anyone.withKey((await dev.post('/api/developer/api-keys', {})).body.key_value);
    const { usage } = (await program.post('/v1/embeddings', { model: 'nomic-embed-text', input: ['one', 'two'] })).body;
    expect((await dev.get('/api/developer/usage')).body.totals).toMatchObject(
      costOf(COST, { input_tokens: usage.prompt_tokens, output_tokens: 0 }),
    );
    for (const input_per_million of [-1, 1.1234567, 1_000_001, '1', Number.MAX_VALUE])
      expect([input_per_million, (await priced(/^nomic/, { input_per_million })).status]).toEqual([
        input_per_million,
        400,
      ]);
    expect((await admin.put('/api/admin/settings', { currency: 'XYZ1' })).status).toBe(400);
    for (const day of ['2027-02-31', '2027-13-01', '0000-01-01', '2027-1-1'])
      for (const path of ['admin/costs', 'developer/usage'])
        expect([day, path, (await admin.get(`/api/${path}?from=${day}`)).status]).toEqual([day, path, 400]);
    expect((await dev.get('/api/admin/costs')).status).toBe(403);
  });
});
