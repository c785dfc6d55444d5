import { scenarioText } from '@pocket-llm/fake-llm';
import type { Client, Reply } from './client.js';
import { startPortal, type Person, type Portal } from './portal.js';

let portal: Portal;
let dev: Person;
let api: Client;
const keyOf = async (person: Client) =>
  portal.anyone.withKey((await person.post('/api/developer/api-keys', {})).body.key_value);
beforeAll(async () => {
  portal = await startPortal();
  dev = await portal.someone('developer');
  api = await keyOf(dev);
});
afterAll(() => portal.close());
beforeEach(() => {
  portal.fake.setScenario('hello');
  portal.fake.clear();
});

const ask = (body: object, by = api): Promise<Reply> =>
  by.with({ 'cache-control': 'no-store' }).post('/v1/responses', { model: 'qwen3:4b', input: 'hi', ...body });
const sent = () =>
  portal.fake.requests.filter(({ path }) => path === '/api/chat').at(-1)!.body as Record<string, unknown> & {
    messages: object[];
  };
const rows = async () => (await portal.sql<{ n: string }>('SELECT count(*) AS n FROM stored_responses'))[0]!.n;
const events = (body: string) =>
  body
    .split('\n\n')
    .filter((frame) => frame.startsWith('event: '))
    .map((frame) => JSON.parse(/^data: (.*)$/m.exec(frame)![1]!) as Record<string, unknown> & { type: string });

it('items become one conversation: reasoning, text and calls of one turn are one message', async () => {
  const { status } = await ask({
    store: false,
    instructions: 'Be brief.',
    input: [
      { role: 'developer', content: 'Use tools.' },
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'weather?' }] },
      {
        type: 'reasoning',
        id: 'rs_1',
        summary: [{ type: 'summary_text', text: 'I need a tool.' }],
        encrypted_content: 'x',
      },
      { type: 'function_call', call_id: 'c1', name: 'a', arguments: '{"x":1}' },
      { type: 'function_call', call_id: 'c2', name: 'b', arguments: '' },
      { type: 'function_call_output', call_id: 'c1', output: 'one' },
      { type: 'function_call_output', call_id: 'c2', output: [{ type: 'input_text', text: 'two' }] },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Done.', annotations: [] }] },
      { role: 'user', content: 'thanks' },
    ],
    tools: [{ type: 'function', name: 'a', parameters: { type: 'object' }, strict: true }],
    reasoning: { effort: 'low', summary: 'auto' },
    text: { format: { type: 'text' }, verbosity: 'low' },
    max_output_tokens: 50,
    temperature: 0.5,
  });
  expect(status).toBe(200);
  expect(sent()).toMatchObject({
    think: 'low',
    options: { num_predict: 50, temperature: 0.5 },
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'system', content: 'Use tools.' },
      { role: 'user', content: 'weather?' },
      {
        role: 'assistant',
        thinking: 'I need a tool.',
        tool_calls: [
          { id: 'c1', function: { name: 'a', arguments: { x: 1 } } },
          { id: 'c2', function: { name: 'b', arguments: {} } },
        ],
      },
      { role: 'tool', tool_call_id: 'c1', content: 'one' },
      { role: 'tool', tool_call_id: 'c2', content: 'two' },
      { role: 'assistant', content: 'Done.' },
      { role: 'user', content: 'thanks' },
    ],
  });
});

it('store: false keeps nothing; true keeps it for its owner alone', async () => {
  const before = await rows();
  await ask({ store: false });
  expect(await rows()).toBe(before);
  const { body } = await ask({ metadata: { a: 'b' } });
  expect(body).toMatchObject({ object: 'response', status: 'completed', metadata: { a: 'b' }, store: true });
  expect((await api.get(`/v1/responses/${body.id}`)).body).toEqual(body);
  const other = await keyOf(await portal.someone('developer'));
  const admin = await keyOf(await portal.someone('admin'));
  for (const stranger of [other, admin]) {
    expect((await stranger.get(`/v1/responses/${body.id}`)).status).toBe(404);
    expect((await stranger.get(`/v1/responses/${body.id}/input_items`)).status).toBe(404);
    expect((await stranger.delete(`/v1/responses/${body.id}`)).status).toBe(404);
    expect((await ask({ previous_response_id: body.id }, stranger)).body.error.message).toMatch(/resp_/);
  }
  expect((await api.delete(`/v1/responses/${body.id}`)).body).toEqual({
    id: body.id,
    object: 'response.deleted',
    deleted: true,
  });
  expect((await api.get(`/v1/responses/${body.id}`)).status).toBe(404);
  for (const wrong of ['resp_1', 'x', 'resp_zz']) expect((await api.get(`/v1/responses/${wrong}`)).status).toBe(404);
});

it('previous_response_id continues a chain, without the instructions of before', async () => {
  const first = (await ask({ input: 'one', instructions: 'Only here.' })).body;
  const second = (await ask({ input: 'two', previous_response_id: first.id, stream: true })).body as string;
  const last = events(second).at(-1) as unknown as { response: { id: string; previous_response_id: string } };
  expect(last.response.previous_response_id).toBe(first.id);
  await ask({ input: 'three', instructions: 'New.', previous_response_id: last.response.id });
  expect(sent().messages).toMatchObject([
    { role: 'system', content: 'New.' },
    { role: 'user', content: 'one' },
    { role: 'assistant', content: scenarioText('hello') },
    { role: 'user', content: 'two' },
    { role: 'assistant' },
    { role: 'user', content: 'three' },
  ]);
  await api.delete(`/v1/responses/${first.id}`);
  const broken = await ask({ input: 'four', previous_response_id: last.response.id });
  expect([broken.status, broken.body.error.code]).toEqual([404, 'response.not-found']);
});

it('responses end after 30 days, and with their owner', async () => {
  const person = await portal.someone('developer');
  const own = await keyOf(person);
  const { id } = (await ask({}, own)).body;
  const [{ days }] = (await portal.sql<{ days: number }>(
    `SELECT extract(day FROM max(expires_at) - now())::int AS days FROM stored_responses WHERE user_id = $1`,
    [person.id],
  )) as [{ days: number }];
  expect(days).toBeGreaterThanOrEqual(29);
  await portal.sql(`UPDATE stored_responses SET expires_at = now() - interval '1 second' WHERE user_id = $1`, [
    person.id,
  ]);
  expect((await own.get(`/v1/responses/${id}`)).status).toBe(404);
  expect((await ask({ previous_response_id: id }, own)).status).toBe(404);
});

it('tells a streamed answer in the documented order, and why it ended early', async () => {
  portal.fake.setScenario('thinking');
  const { body } = await ask({ stream: true, store: false });
  const all = events(body as string);
  expect(all.map(({ sequence_number }) => sequence_number)).toEqual(all.map((_, i) => i));
  const kinds = all.map(({ type }) => type).filter((type, i, types) => type !== types[i - 1]);
  const item = (delta: string) => [
    'response.output_item.added',
    'response.content_part.added',
    `${delta}.delta`,
    `${delta}.done`,
    'response.content_part.done',
    'response.output_item.done',
  ];
  expect(kinds).toEqual([
    'response.created',
    'response.in_progress',
    ...item('response.reasoning_text'),
    ...item('response.output_text'),
    'response.completed',
  ]);
  const { response } = all.at(-1) as unknown as {
    response: { output: { type: string; content: { text: string }[] }[] };
  };
  expect(response.output.map(({ type }) => type)).toEqual(['reasoning', 'message']);
  expect(response.output[1]!.content[0]!.text).toBe(scenarioText('thinking'));
  portal.fake.setScenario('hello');
  const cut = (await ask({ max_output_tokens: 2, store: false })).body;
  const incomplete = { output: [{ type: 'message', status: 'incomplete' }] };
  expect(cut).toMatchObject({
    ...incomplete,
    status: 'incomplete',
    incomplete_details: { reason: 'max_output_tokens' },
  });
  const streamed = events((await ask({ max_output_tokens: 3, store: false, stream: true })).body as string);
  expect(streamed.at(-2)).toMatchObject({ type: 'response.output_item.done', item: { status: 'incomplete' } });
  expect(streamed.at(-1)).toMatchObject({ type: 'response.incomplete', response: incomplete });
  portal.fake.setScenario('errorMidStream');
  const before = await rows();
  const failed = events((await ask({ stream: true })).body as string).at(-1)!;
  expect(failed).toMatchObject({
    type: 'response.failed',
    response: { ...incomplete, status: 'failed', error: { code: 'llm.failed' } },
  });
  expect(await rows()).toBe(before);
});

it('custom tools are functions with one text, and their calls custom calls again', async () => {
  portal.fake.setScenario({ text: '', toolCalls: [{ name: 'apply_patch', arguments: { input: '*** Begin' } }] });
  const tools = [{ type: 'custom', name: 'apply_patch', description: 'Edits files', format: { type: 'text' } }];
  const { body } = await ask({ tools, store: false });
  expect(body.output).toMatchObject([{ type: 'custom_tool_call', name: 'apply_patch', input: '*** Begin' }]);
  const { call_id } = body.output[0];
  portal.fake.setScenario('hello');
  const result = { type: 'custom_tool_call_output', call_id, output: 'ok' };
  await ask({ tools, store: false, input: [{ role: 'user', content: 'edit' }, body.output[0], result] });
  expect(sent().messages).toMatchObject([
    {},
    { role: 'assistant', tool_calls: [{ function: { name: 'apply_patch', arguments: { input: '*** Begin' } } }] },
    { role: 'tool', content: 'ok' },
  ]);
});

it('a chain is no longer than a prompt may be, and a person keeps no more than there is room for', async () => {
  const person = await portal.someone('developer');
  const own = await keyOf(person);
  const { id } = (await ask({}, own)).body;
  await portal.sql(`UPDATE stored_responses SET bytes = 17 * 1024 * 1024 WHERE user_id = $1`, [person.id]);
  const long = await ask({ previous_response_id: id }, own);
  expect([long.status, long.body.error.code]).toEqual([400, 'context_length_exceeded']);
  await portal.sql(`UPDATE stored_responses SET bytes = 257 * 1024 * 1024 WHERE user_id = $1`, [person.id]);
  const next = (await ask({}, own)).body;
  expect((await own.get(`/v1/responses/${id}`)).status).toBe(404);
  expect((await own.get(`/v1/responses/${next.id}`)).status).toBe(200);
});

it.each([
  ['input.0.call_id', { input: [{ type: 'function_call_output', call_id: { toString: null }, output: 'x' }] }, 'text'],
  ['input.0.name', { input: [{ type: 'function_call', call_id: 'c', arguments: '' }] }, 'text'],
  ['tool_choice', { tool_choice: 'required' }, 'no tools'],
  ['tools.0.type', { tools: [{ type: 'web_search' }] }, 'web_search'],
  ['tools.0.type', { tools: [{ type: 'local_shell' }] }, 'local_shell'],
  ['background', { background: true }, 'background'],
  ['conversation', { conversation: 'c' }, 'previous_response_id'],
  ['input.0.type', { input: [{ type: 'item_reference', id: 'x' }] }, 'item_reference'],
  ['input', { input: [] }, 'input'],
])('%s is refused by its name', async (param, body, named) => {
  const reply = await ask(body);
  expect([reply.status, reply.body.error.param, reply.body.error.message]).toEqual([
    400,
    param,
    expect.stringContaining(named),
  ]);
});

it('two tools that the model would know by one name are refused by theirs', async () => {
  const inner = { type: 'function', name: 'a', parameters: { type: 'object' } };
  const tools = [
    { type: 'namespace', name: 'ns', tools: [inner] },
    { ...inner, name: 'ns__a' },
  ];
  for (const list of [tools, tools.toReversed()])
    expect(await api.post('/v1/responses', { model: 'gemma2:2b', input: 'a', tools: list })).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringMatching(/ns__a/), param: expect.stringMatching(/tools/) } },
    });
});
