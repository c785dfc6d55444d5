import { startPortal, type Person, type Portal } from './portal.js';

let portal: Portal;
let ada: Person;
beforeAll(async () => {
  portal = await startPortal({ fake: { scenario: 'echo' } });
});
afterAll(() => portal.close());
beforeEach(async () => {
  ada = await portal.someone();
});

const threadsOf = async (who: Person) => (await who.get('/api/chat/threads?limit=200')).body;
const detail = async (who: Person, id: string) => (await who.get(`/api/chat/threads/${id}`)).body;

/** A conversation as ChatGPT exports it: hidden nodes, a tool call, a regenerated answer. */
const chatGpt = (id = 'c-1') => {
  const node = (nodeId: string, parent: string | null, role: string, parts: unknown[], more: object = {}) => ({
    [nodeId]: {
      id: nodeId,
      parent,
      children: [],
      message: {
        author: { role },
        create_time: 1_700_000_000.5,
        content: { content_type: 'text', parts },
        metadata: { model_slug: 'gpt-4o' },
        recipient: 'all',
        ...more,
      },
    },
  });
  return {
    title: 'Trip to Rome',
    create_time: 1_700_000_000.1,
    update_time: 1_700_000_900,
    conversation_id: id,
    current_node: 'a2',
    mapping: {
      root: { id: 'root', parent: null, children: ['sys'], message: null },
      ...node('sys', 'root', 'system', ['']),
      ...node('u1', 'sys', 'user', ['Where to eat?', { content_type: 'image_asset_pointer' }]),
      ...node('tool', 'u1', 'assistant', ['search("rome")'], { recipient: 'browser' }),
      ...node('a1', 'tool', 'assistant', ['At Gino.']),
      ...node('a2', 'u1', 'assistant', ['In Trastevere. 🍝']),
    },
  };
};

/** A row of Open WebUI's export. */
const openWebUi = (id = 'w-1') => ({
  id,
  title: 'Knots',
  pinned: true,
  archived: false,
  created_at: 1_700_000_000,
  updated_at: 1_700_000_500,
  chat: {
    title: 'Knots',
    models: ['llama3'],
    history: {
      currentId: 'm2',
      messages: {
        m1: {
          id: 'm1',
          parentId: null,
          childrenIds: ['m2'],
          role: 'user',
          content: 'Bowline?',
          timestamp: 1_700_000_000,
        },
        m2: {
          id: 'm2',
          parentId: 'm1',
          childrenIds: [],
          role: 'assistant',
          content: 'Rabbit out of the hole.',
          model: 'llama3',
          timestamp: 1_700_000_100,
        },
      },
    },
  },
});

describe('import', () => {
  it("imports ChatGPT's conversations: branches, shown branch, times and a tool's call as a note", async () => {
    const { status, body } = await ada.post('/api/chat/import', [chatGpt(), chatGpt('c-2')]);
    expect([status, body.imported, body.skipped]).toEqual([200, 2, 0]);
    const thread = await detail(ada, body.thread_ids[0]);
    expect(thread).toMatchObject({
      title: 'Trip to Rome',
      created_at: '2023-11-14T22:13:20.100Z',
      updated_at: '2023-11-14T22:28:20.000Z',
      message_count: 3,
    });
    const [question, ...answers] = thread.messages;
    expect(question).toMatchObject({ role: 'user', content: 'Where to eat?\n\n[image]', parent_id: null });
    expect(answers.map(({ content }: { content: string }) => content).sort()).toEqual([
      '> **Tool call:** `browser` `search("rome")`\n\nAt Gino.',
      'In Trastevere. 🍝',
    ]);
    expect(
      answers.every(
        ({ parent_id, model }: { parent_id: string; model: string }) => parent_id === question.id && model === 'gpt-4o',
      ),
    ).toBe(true);
    expect(thread.messages.find(({ id }: { id: string }) => id === thread.active_leaf_id).content).toBe(
      'In Trastevere. 🍝',
    );
    // The chat continues here, with the local models.
    expect((await ada.post('/api/chat', { prompt: 'And for dessert?', thread_id: thread.id })).status).toBe(200);
    expect((await ada.get('/api/chat/threads?q=trastevere')).body).toHaveLength(2);
    expect((await ada.post('/api/chat/import', [chatGpt(), chatGpt('c-3')])).body).toMatchObject({
      imported: 1,
      skipped: 1,
    });
  });

  it("imports Open WebUI's export, in its old format too", async () => {
    const old = {
      id: 'w-2',
      title: 'Old',
      chat: {
        messages: [
          { role: 'user', content: 'Hello' },
          { role: 'assistant', content: 'Hi' },
        ],
      },
    };
    const { body } = await ada.post('/api/chat/import', [openWebUi(), old]);
    expect(body).toMatchObject({ imported: 2, skipped: 0 });
    expect(await detail(ada, body.thread_ids[0])).toMatchObject({
      title: 'Knots',
      pinned: true,
      messages: [{ content: 'Bowline?' }, { content: 'Rabbit out of the hole.', model: 'llama3' }],
    });
    const { messages } = await detail(ada, body.thread_ids[1]);
    expect(messages[1].parent_id).toBe(messages[0].id);
    expect((await ada.post('/api/chat/import', openWebUi())).body).toMatchObject({ imported: 0, skipped: 1 });
  });

  it('imports the same file once when it is sent twenty times at once', async () => {
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => ada.post('/api/chat/import', [chatGpt('race')])),
    );
    expect(replies.reduce((sum, { body }) => sum + body.imported, 0)).toBe(1);
    expect(await threadsOf(ada)).toHaveLength(1);
  });

  it.each([
    ['half a JSON', '[{"title": "x", "mapping": {', 400, 'request.invalid'],
    ['another product', [{ uuid: 'x', name: 'Notes', notes: [] }], 400, 'import.unknown-format'],
    ['nothing that can be parsed', '[{"title": tru}]', 400, 'request.invalid'],
    ['a list of numbers', [1, 2, 3], 400, 'import.unknown-format'],
    ['nothing', {}, 400, 'import.unknown-format'],
    ['a file of the future', { format: 'pocket-llm', version: 99, threads: [] }, 400, 'import.unknown-format'],
    ['half of our own file', '{"format":"pocket-llm","version":1,"threads":[', 400, 'request.invalid'],
    ['something behind the end', '[] []', 400, 'request.invalid'],
    ['ten thousand brackets', '['.repeat(10_000), 400, 'request.invalid'],
    [
      'a conversation of 33 MiB',
      `[{"mapping":[${`"${'a b '.repeat(1000)}",`.repeat(9 * 2 ** 10)}""]}]`,
      413,
      'request.too-large',
    ],
    [
      'a conversation of 33 MiB alone',
      `{"mapping":[${`"${'a b '.repeat(1000)}",`.repeat(9 * 2 ** 10)}""]}`,
      413,
      'request.too-large',
    ],
  ])('refuses %s with a sentence, and writes nothing', async (_, file, status, code) => {
    const reply = await ada.post('/api/chat/import', file);
    expect([reply.status, reply.body.code]).toEqual([status, code]);
    expect(reply.body.detail).toMatch(/\.$/);
    expect(await threadsOf(ada)).toEqual([]);
  });

  it('takes an own export of 12 MB as it is, one conversation after the other', async () => {
    const eve = await portal.someone();
    const messages = (i: number) =>
      Array.from({ length: 40 }, (_, n) => ({
        id: `${i}-${n}`,
        parent_id: n === 0 ? null : `${i}-${n - 1}`,
        role: n % 2 === 0 ? 'user' : 'assistant',
        content: `${i} ${n} ${'lorem ipsum '.repeat(250)}`,
      }));
    const threads = Array.from({ length: 100 }, (_, i) => ({
      import_key: `elsewhere:${i}`,
      title: `Chat ${i}`,
      active_leaf_id: `${i}-39`,
      messages: messages(i),
    }));
    const first = await eve.post('/api/chat/import', { format: 'pocket-llm', version: 1, threads });
    expect([first.status, first.body.imported, first.body.skipped]).toEqual([200, 100, 0]);
    const file = await eve.get('/api/chat/export');
    expect(JSON.stringify(file.body).length).toBeGreaterThan(12_000_000);
    expect((await eve.post('/api/chat/import', file.body)).body).toMatchObject({ imported: 0, skipped: 100 });
    expect(file.body.threads[7].messages).toHaveLength(40);
  });

  it('survives anything in a file: loops, missing parents, wrong types, NUL, ten thousand levels', async () => {
    const loop = {
      id: 'loop',
      title: 7,
      chat: {
        history: {
          currentId: {},
          messages: {
            a: { id: 'a', parentId: 'b', role: 'user', content: 'a\0' },
            b: { id: 'b', parentId: 'a', role: 'assistant', content: ['x', { text: 'b' }] },
            c: null,
            d: { id: 'd', parentId: 'gone', role: 'user', content: 'd' },
          },
        },
      },
    };
    const deep = {
      id: 'deep',
      chat: {
        messages: Array.from({ length: 10_000 }, (_, i) => ({ role: i % 2 ? 'assistant' : 'user', content: `m${i}` })),
      },
    };
    const empty = { id: 'empty', chat: { messages: [{ role: 'system', content: 'nothing said' }] } };
    const own = {
      format: 'pocket-llm',
      version: 1,
      threads: [
        {
          import_key: 'pocket-llm:not-an-id',
          options: { temperature: 'hot', num_gpu: 7 },
          messages: [
            {
              id: 'x',
              role: 'assistant',
              content: 'odd',
              images: ['<svg>', 7, 'AAAA'],
              status: 'exploded',
              finish_reason: 'boredom',
              usage: 'none',
              feedback: 'great',
              created_at: 'never',
              timings: { total_ms: 'x' },
            },
          ],
        },
        { import_key: 5 },
      ],
    };
    const { status, body } = await ada.post('/api/chat/import', [loop, deep, empty]);
    expect([status, body.imported, body.skipped]).toEqual([200, 2, 1]);
    expect(
      (await detail(ada, body.thread_ids[0])).messages.map(({ content }: { content: string }) => content).sort(),
    ).toEqual(['a\uFFFD', 'b', 'd']);
    expect((await detail(ada, body.thread_ids[1])).message_count).toBe(10_000);
    expect(body.left_out.messages).toBe(1);
    const odd = (await ada.post('/api/chat/import', own)).body;
    expect(odd).toMatchObject({ imported: 1, failed: 1, failures: [{ number: 2, title: '' }] });
    expect(odd.left_out.pictures).toBe(1);
    const thread = await detail(ada, odd.thread_ids[0]);
    expect(thread.options).toBeNull();
    expect(thread.messages[0]).toMatchObject({
      images: ['AAAA'],
      content: 'odd',
      status: 'complete',
      finish_reason: null,
      usage: null,
      feedback: null,
    });
    expect((await ada.get('/api/chat/threads')).status).toBe(200);
  });
});
