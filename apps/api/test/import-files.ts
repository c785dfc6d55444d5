/** Conversations as other products export them, made after their public descriptions. */

/** A PNG of one pixel. */
export const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

interface NodeOf {
  parent?: string | null;
  children?: string[];
  role?: string;
  message?: object | null;
  content?: object;
  more?: object;
}

/** A node of ChatGPT's tree; which of parent and children it names is up to the caller. */
export const node = (id: string, text: string, { role = 'user', content, more, message, ...links }: NodeOf = {}) => ({
  [id]: {
    id,
    message:
      message === null
        ? null
        : {
            id: 'm',
            author: { role, name: null, metadata: {} },
            create_time: 1_700_000_000.5,
            content: content ?? { content_type: 'text', parts: [text] },
            recipient: 'all',
            metadata: {},
            ...more,
          },
    ...links,
  },
});

export const chatGptOf = (id: string, title: string, mapping: object, more: object = {}) => ({
  title,
  create_time: 1_700_000_000,
  update_time: 1_700_000_100,
  id,
  mapping,
  ...more,
});

/** Case 60: in a list of good conversations one has only its frame. */
export const withShell = [
  chatGptOf('A1', 'Good', {
    ...node('n0', '', { message: null, parent: null, children: ['n1'] }),
    ...node('n1', 'hi A', { parent: 'n0', children: ['n2'] }),
    ...node('n2', 'hello A', { role: 'assistant', parent: 'n1', children: [] }),
  }),
  { id: 'A2', conversation_id: 'A2', title: 'Shell', create_time: 1, update_time: 1 },
];

/** Case 63: the nodes name their children, but no parents. */
export const childrenOnly = [
  chatGptOf(
    'C1',
    'Children only',
    {
      ...node('n0', '', { message: null, children: ['n1'] }),
      ...node('n1', 'q1', { children: ['n2'] }),
      ...node('n2', 'a1', { role: 'assistant', children: ['n3'] }),
      ...node('n3', 'q2', { children: ['n4'] }),
      ...node('n4', 'a2', { role: 'assistant', children: [] }),
    },
    { current_node: 'n4' },
  ),
];

/** An answer that was thought about and used tools, with the kinds of nodes that ChatGPT writes for it. */
export const chatGptTools = chatGptOf(
  'T1',
  'Weather',
  {
    ...node('root', '', { message: null, parent: null, children: ['ctx'] }),
    ...node('ctx', '', {
      parent: 'root',
      children: ['u'],
      content: { content_type: 'user_editable_context', user_profile: 'A sailor.', user_instructions: 'Be brief.' },
      more: { metadata: { is_visually_hidden_from_conversation: true } },
    }),
    ...node('u', '', {
      parent: 'ctx',
      children: ['think'],
      content: {
        content_type: 'multimodal_text',
        parts: [{ content_type: 'image_asset_pointer', asset_pointer: 'sediment://file_1' }, 'Will it rain?'],
      },
      more: {
        metadata: {
          attachments: [
            { name: 'sky.png', mime_type: 'image/png' },
            { name: 'log.pdf', mime_type: 'application/pdf' },
          ],
        },
      },
    }),
    ...node('think', '', {
      role: 'assistant',
      parent: 'u',
      children: ['call'],
      content: { content_type: 'thoughts', thoughts: [{ summary: 'Looking', content: 'I look at the sky.' }] },
    }),
    ...node('call', '', {
      role: 'assistant',
      parent: 'think',
      children: ['result'],
      content: { content_type: 'code', language: 'unknown', text: 'search("rain")' },
      more: { recipient: 'web.run' },
    }),
    ...node('result', '', {
      role: 'tool',
      parent: 'call',
      children: ['recap'],
      content: { content_type: 'execution_output', text: 'cloudy' },
      more: { author: { role: 'tool', name: 'web.run' } },
    }),
    ...node('recap', '', {
      role: 'assistant',
      parent: 'result',
      children: ['a'],
      content: { content_type: 'reasoning_recap', content: 'Thought for 3 seconds' },
    }),
    ...node('a', 'It rains \uE200cite\uE202turn0search0\uE201. Take a coat citeturn0search1.', {
      role: 'assistant',
      parent: 'recap',
      children: [],
    }),
  },
  { current_node: 'a', default_model_slug: 'gpt-5' },
);

/** Case 61: reasoning, a call and a picture as Open WebUI writes them. */
export const openWebUiMarkup = (picture = PIXEL) => [
  {
    id: 'F1',
    title: 'OWUI',
    pinned: true,
    created_at: 1_738_000_000,
    updated_at: 1_738_000_003,
    chat: {
      models: ['qwen3:8b', 'gemma3'],
      params: { temperature: 0.5, num_ctx: 'many', system: 'Answer in rhyme.' },
      history: {
        currentId: '2',
        messages: {
          1: {
            id: '1',
            parentId: null,
            childrenIds: ['2', '3'],
            role: 'user',
            content: 'look at this',
            files: [
              { type: 'image', url: `data:image/png;base64,${picture}` },
              { type: 'image', url: '/api/v1/files/7/content' },
              { type: 'file', name: 'notes.pdf' },
            ],
          },
          2: {
            id: '2',
            parentId: '1',
            childrenIds: [],
            role: 'assistant',
            content:
              '<details type="reasoning" done="true" duration="4">\n<summary>Thought for 4 seconds</summary>\n' +
              '> secret reasoning\n> line two\n</details>\nThe answer is 42.',
            model: 'qwen3:8b',
            timestamp: 1_738_000_001,
            done: true,
          },
          3: {
            id: '3',
            parentId: '1',
            childrenIds: [],
            role: 'assistant',
            content:
              '<details type="tool_calls" done="true" id="c" name="get_time" arguments="&quot;{}&quot;" ' +
              'result="&quot;12:00&quot;">\n<summary>Tool Executed</summary>\n</details>\nIt is noon.',
            model: 'gemma3',
            timestamp: 1_738_000_002,
            done: true,
          },
        },
      },
    },
  },
];

/** An answer of a newer Open WebUI, which lists the steps. */
export const openWebUiSteps = {
  id: 'F2',
  chat: {
    title: 'Steps',
    history: {
      currentId: 'b',
      messages: {
        a: { id: 'a', parentId: null, childrenIds: ['b'], role: 'user', content: 'Rain?' },
        b: {
          id: 'b',
          parentId: 'a',
          role: 'assistant',
          model: 'llama3',
          content: '<details type="tool_calls"><summary>x</summary>y</details>No.',
          output: [
            { type: 'reasoning', content: [{ type: 'output_text', text: 'I ask.' }] },
            { type: 'function_call', call_id: '1', name: 'sky', arguments: '{}' },
            { type: 'function_call_output', call_id: '1', output: [{ type: 'input_text', text: 'blue' }] },
            { type: 'message', content: [{ type: 'output_text', text: 'No.' }] },
          ],
        },
      },
    },
  },
};

/** Claude's export, with the blocks of an answer. */
export const claude = {
  uuid: 'cl-1',
  name: 'Tides',
  created_at: '2026-03-29T07:06:35.552627Z',
  updated_at: '2026-03-29T07:23:12.364007Z',
  chat_messages: [
    {
      uuid: 'm1',
      sender: 'human',
      text: 'When is high tide?',
      content: [{ type: 'text', text: 'When is high tide?' }],
      created_at: '2026-03-29T07:06:35.552627Z',
      parent_message_uuid: '00000000-0000-4000-8000-000000000000',
      attachments: [{ file_name: 'harbour.txt', extracted_content: 'Depth 3 m' }],
      files: [{ file_name: 'chart.png' }, { file_name: 'tables.pdf' }],
    },
    {
      uuid: 'm2',
      sender: 'assistant',
      text: 'At noon. This block is not supported.',
      content: [
        { type: 'thinking', thinking: 'The moon matters.' },
        { type: 'tool_use', name: 'tide_table', input: { port: 'Brest' } },
        { type: 'tool_result', name: 'tide_table', content: [{ type: 'text', text: '12:00' }] },
        { type: 'text', text: 'At noon.' },
        {
          type: 'tool_use',
          name: 'artifacts',
          input: { title: 'Plan', type: 'text/markdown', content: '# Leave at 11' },
        },
      ],
      created_at: '2026-03-29T07:07:00Z',
      parent_message_uuid: 'm1',
    },
    {
      uuid: 'm3',
      sender: 'assistant',
      content: [{ type: 'text', text: 'Another answer.' }],
      parent_message_uuid: 'm1',
    },
  ],
};

/** LibreChat's export of a conversation with its answers inside one another. */
export const libreChat = {
  conversationId: 'l-1',
  title: 'Knots',
  recursive: true,
  options: { model: 'gpt-4o', promptPrefix: 'You are a sailor.', temperature: 0.8, top_p: 1, max_tokens: 100 },
  messages: [
    {
      messageId: 'q',
      parentMessageId: '00000000-0000-0000-0000-000000000000',
      isCreatedByUser: true,
      sender: 'User',
      text: 'Which knot?',
      createdAt: '2024-05-01T16:35:11.530Z',
      files: [{ file_id: 'f', type: 'image/png', filepath: '/images/a.png' }],
      children: [
        {
          messageId: 'a1',
          parentMessageId: 'q',
          isCreatedByUser: false,
          model: 'gpt-4-turbo',
          text: '',
          content: [
            { type: 'think', think: 'A loop.' },
            { type: 'tool_call', tool_call: { name: 'book', args: '{"page":3}', output: 'bowline' } },
            { type: 'text', text: 'A bowline \uE202turn0search0.' },
          ],
          children: [{ messageId: 'q2', isCreatedByUser: true, sender: 'User', text: 'Thanks', children: [] }],
        },
        {
          messageId: 'a2',
          isCreatedByUser: false,
          text: ':::thinking\nHm.\n:::\nA hitch.',
          unfinished: true,
          children: [],
        },
      ],
    },
  ],
};
