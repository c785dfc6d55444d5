import {
  chatGptOf,
  chatGptTools,
  childrenOnly,
  claude,
  libreChat,
  node,
  openWebUiMarkup,
  openWebUiSteps,
  PIXEL,
  withShell,
} from './import-files.js';
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

const NOTHING = { pictures: 0, files: 0, citations: 0, tool_results: 0, messages: 0 };
const take = async (file: unknown) => (await ada.post('/api/chat/import', file)).body;

interface Row {
  id: string;
  parent_id: string | null;
  content: string;
  images: string[] | null;
}
/** The thread with the parents of its messages by their text. */
async function threadOf(id: string) {
  const { body } = await ada.get(`/api/chat/threads/${id}`);
  const texts = new Map((body.messages as Row[]).map((row) => [row.id, row.content]));
  const tree = (body.messages as Row[]).map((row) => [row.content, row.parent_id && texts.get(row.parent_id)]);
  return { ...body, tree, shown: texts.get(body.active_leaf_id) };
}

describe('an import', () => {
  it('takes the others in and names the one conversation that is broken (case 60)', async () => {
    expect(await take(withShell)).toMatchObject({
      total: 2,
      imported: 1,
      skipped: 0,
      failed: 1,
      failures: [{ number: 2, title: 'Shell', reason: expect.stringMatching(/messages are missing\.$/) }],
      left_out: NOTHING,
    });
    const good = JSON.stringify(chatGptOf('B1', 'Good too', node('a', 'hi')));
    const tooLarge = `{"title":"Huge \\"one\\"","mapping":[${`"${'a b '.repeat(1000)}",`.repeat(9 * 2 ** 10)}""]}`;
    // Looks like a picture, but is none, and is the text of a message.
    const row = {
      id: 'long',
      title: 'Long',
      chat: { messages: [{ role: 'user', content: 'x'.repeat(33 * 2 ** 20) }] },
    };
    const file = `[${tooLarge}, {"title":"Half",}, 7, ${JSON.stringify(row)}, ${good}]`;
    const { total, imported, failures } = await take(file);
    expect([total, imported]).toEqual([5, 1]);
    expect(failures.map(({ number, title }: { number: number; title: string }) => [number, title])).toEqual([
      [1, 'Huge "one"'],
      [2, 'Half'],
      [3, ''],
      [4, 'Long'],
    ]);
  });

  it('takes the others in when one holds what the database cannot', async () => {
    // More different words in one message than the search can hold.
    const words = Array.from({ length: 200_000 }, (_, i) => `w${i.toString(36)}x${i}`).join(' ');
    const reply = await take([chatGptOf('W1', 'Words', node('a', words)), chatGptOf('W2', 'Good', node('a', 'hi'))]);
    expect(reply.imported + reply.failed).toBe(2);
    expect((await threadOf(reply.thread_ids.at(-1))).title).toBe('Good');
  });

  it('builds the tree from children where a file names no parents (case 63)', async () => {
    const { thread_ids } = await take(childrenOnly);
    const { tree, shown } = await threadOf(thread_ids[0]);
    expect(tree).toEqual([
      ['q1', null],
      ['a1', 'q1'],
      ['q2', 'a1'],
      ['a2', 'q2'],
    ]);
    expect(shown).toBe('a2');
  });
});

describe('from ChatGPT', () => {
  it('thinking, calls, instructions and models come along; marks go; what is not in the file is counted', async () => {
    const { thread_ids, left_out } = await take([chatGptTools]);
    expect(left_out).toEqual({ ...NOTHING, pictures: 1, files: 1, citations: 2 });
    const { messages, system_prompt, tree } = await threadOf(thread_ids[0]);
    expect(system_prompt).toBe('A sailor.\n\nBe brief.');
    const question = '[image]\n\nWill it rain?\n\n[file: log.pdf]';
    const answer =
      '> **Tool call:** `web.run` `search("rain")`\n\n> **Result of** `web.run` `cloudy`\n\nIt rains. Take a coat.';
    expect(tree).toEqual([
      [question, null],
      [answer, question],
    ]);
    expect(messages[1]).toMatchObject({ thinking: 'Looking\n\nI look at the sky.', model: 'gpt-5', role: 'assistant' });
  });

  it('an answer that ended at its thoughts or in a call is kept', async () => {
    const step = (id: string, parent: string, children: string[], more: object = {}) =>
      node(id, '', {
        role: 'assistant',
        parent,
        children,
        content: { content_type: 'thoughts', thoughts: [{ content: `Thought ${id}` }] },
        ...more,
      });
    const mapping = {
      ...node('u', 'Q', { parent: null, children: ['s1', 's3'] }),
      ...step('s1', 'u', ['s2']),
      ...step('s2', 's1', []),
      ...step('s3', 'u', ['u2']),
      ...node('u2', 'Next', { parent: 's3', children: [] }),
    };
    const { thread_ids } = await take([chatGptOf('S', 'Steps', mapping)]);
    const { messages, tree } = await threadOf(thread_ids[0]);
    expect(tree.map(([content]: string[]) => content)).toEqual(['Q', '', '', 'Next']);
    expect(messages.map(({ thinking }: { thinking: string | null }) => thinking)).toEqual([
      null,
      'Thought s1\n\nThought s2',
      'Thought s3',
      null,
    ]);
    expect(messages[3].parent_id).toBe(messages[2].id);
  });
});

describe('from Open WebUI', () => {
  it('reasoning is thinking, a call a note, a picture a picture (case 61)', async () => {
    const { thread_ids, left_out } = await take(openWebUiMarkup());
    expect(left_out).toEqual({ ...NOTHING, pictures: 1, files: 1 });
    const { messages, system_prompt, options, shown, pinned } = await threadOf(thread_ids[0]);
    expect([system_prompt, options, pinned]).toEqual(['Answer in rhyme.', { temperature: 0.5 }, true]);
    expect(messages).toMatchObject([
      { content: 'look at this\n\n[image]\n\n[file: notes.pdf]', images: [PIXEL] },
      { content: 'The answer is 42.', thinking: 'secret reasoning\nline two', model: 'qwen3:8b' },
      {
        content: '> **Tool call:** `get_time` `{}`\n>\n> **Result:** `12:00`\n\nIt is noon.',
        thinking: null,
        model: 'gemma3',
        created_at: '2025-01-27T17:46:42.000Z',
      },
    ]);
    expect(shown).toBe('The answer is 42.');
    // The picture is sent to the model like one that was attached here; this model cannot see.
    const again = { prompt: 'And now?', thread_id: thread_ids[0], parent_id: messages[1].id, model: 'gemma2:2b' };
    expect((await ada.post('/api/chat', again)).body.code).toBe('llm.unsupported');
  });

  it('the steps that newer versions list come along, each once', async () => {
    const { thread_ids } = await take(openWebUiSteps);
    expect((await threadOf(thread_ids[0])).messages[1]).toMatchObject({
      content: '> **Tool call:** `sky` `{}`\n>\n> **Result:** `blue`\n\nNo.',
      thinking: 'I ask.',
    });
  });

  it('a conversation of pictures larger than any text may be comes whole', async () => {
    const picture = PIXEL.slice(0, 40).padEnd(4 * 2 ** 20, 'A');
    const [row] = openWebUiMarkup(picture);
    const more = Object.fromEntries(
      Array.from({ length: 9 }, (_, i) => [
        `p${i}`,
        {
          parentId: '1',
          role: 'user',
          content: `${i}`,
          files: [{ type: 'image', url: `data:image/png;base64,${picture}` }],
        },
      ]),
    );
    Object.assign(row!.chat.history.messages, more);
    const { thread_ids, left_out } = await take([row]);
    expect(left_out).toEqual({ ...NOTHING, pictures: 1, files: 1 });
    const rows = await portal.sql<{ count: string; bytes: string }>(
      `SELECT count(*), sum(length(images[1])) bytes FROM chat_messages
       WHERE thread_id = $1 AND images[1] LIKE 'iVBORw0KGgo%'`,
      [thread_ids[0]],
    );
    expect(rows[0]).toEqual({ count: '10', bytes: String(10 * 4 * 2 ** 20) });
  });
});

describe('from Claude', () => {
  it('branches, thinking, calls, documents and dates come along', async () => {
    const { thread_ids, left_out, imported } = await take([claude]);
    expect([imported, left_out]).toEqual([1, { ...NOTHING, pictures: 1, files: 1 }]);
    const { messages, title, created_at, tree } = await threadOf(thread_ids[0]);
    expect([title, created_at]).toEqual(['Tides', '2026-03-29T07:06:35.552Z']);
    const question = 'When is high tide?\n\n**harbour.txt**\n\n```\nDepth 3 m\n```\n\n[image]\n\n[file: tables.pdf]';
    const answer =
      '> **Tool call:** `tide_table` `{"port":"Brest"}`\n\n> **Result of** `tide_table` `12:00`\n\nAt noon.\n\n' +
      '**Plan**\n\n# Leave at 11';
    expect(tree).toEqual([
      [question, null],
      [answer, question],
      ['Another answer.', question],
    ]);
    expect(messages[1].thinking).toBe('The moon matters.');
    expect(await take([claude])).toMatchObject({ imported: 0, skipped: 1 });
  });

  it('a long text that looks like a picture stays a text', async () => {
    const dna = 'ACGT'.repeat(30_000);
    const { thread_ids } = await take([{ uuid: 'dna', chat_messages: [{ uuid: '1', sender: 'human', text: dna }] }]);
    expect((await threadOf(thread_ids[0])).messages[0]).toMatchObject({ content: dna, images: null });
  });

  it('messages without parents follow one another', async () => {
    const said = ['human', 'assistant', 'human'].map((sender, i) => ({ uuid: `${i}`, sender, text: `t${i}` }));
    const { thread_ids } = await take([{ uuid: 'flat', name: '', chat_messages: said }]);
    const { tree, title } = await threadOf(thread_ids[0]);
    expect([title, tree]).toEqual([
      't0',
      [
        ['t0', null],
        ['t1', 't0'],
        ['t2', 't1'],
      ],
    ]);
  });
});

describe('from LibreChat', () => {
  it('a tree of answers, thinking, calls, instructions and options come along', async () => {
    const { thread_ids, left_out } = await take(libreChat);
    expect(left_out).toEqual({ ...NOTHING, pictures: 1, citations: 1 });
    const { messages, tree, system_prompt, options } = await threadOf(thread_ids[0]);
    expect([system_prompt, options]).toEqual(['You are a sailor.', { temperature: 0.8, top_p: 1, num_predict: 100 }]);
    const question = 'Which knot?\n\n[image]';
    const answer = '> **Tool call:** `book` `{"page":3}`\n>\n> **Result:** `bowline`\n\nA bowline.';
    expect(tree).toEqual([
      [question, null],
      [answer, question],
      ['Thanks', answer],
      ['A hitch.', question],
    ]);
    expect(messages[1]).toMatchObject({ thinking: 'A loop.', model: 'gpt-4-turbo' });
    expect(messages[3]).toMatchObject({ thinking: 'Hm.', model: 'gpt-4o', status: 'stopped' });
  });
});
