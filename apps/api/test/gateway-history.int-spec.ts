import { startWithTwoBackends, type TwoBackends } from './two-backends.js';

// History as clients in the field send it, and what of it has to reach the backend.

let world: TwoBackends;
beforeAll(async () => {
  world = await startWithTwoBackends();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const messages = [{ role: 'user', content: 'a' }];
const chat = (body: object) => world.api.post('/v1/chat/completions', { model: 'plain', ...body });

describe('history as clients send it', () => {
  it.each([
    ['an assistant message with null', { role: 'assistant', content: null }, { role: 'assistant', content: '' }],
    ['a result that is null', { role: 'tool', tool_call_id: 'c1', content: null }, { role: 'tool', content: '' }],
    [
      'an empty list of calls',
      { role: 'assistant', content: 'x', tool_calls: [] },
      { role: 'assistant', content: 'x' },
    ],
    ['role developer', { role: 'developer', content: 'x' }, { role: 'system', content: 'x' }],
    [
      'parts',
      {
        role: 'user',
        content: [
          { type: 'text', text: 'x' },
          { type: 'text', text: 'y' },
        ],
      },
      { content: 'x\ny' },
    ],
    ['a refusal', { role: 'assistant', content: [{ type: 'refusal', refusal: 'no' }] }, { content: 'no' }],
    [
      'thoughts',
      { role: 'assistant', content: 'x', reasoning_content: 'hm' },
      { role: 'assistant', content: 'x', thinking: 'hm' },
    ],
  ])('%s', async (_, message, expected) => {
    const { status } = await chat({ messages: [...messages, message, ...messages] });
    expect(status).toBe(200);
    expect(world.sent().messages[1]).toMatchObject(expected);
  });

  it.each([
    ['""', '', {}],
    ['a text', '{"x":1}', { x: 1 }],
    ['an object', { x: 1 }, { x: 1 }],
    ['nothing', undefined, {}],
    ['no JSON', '{"x":', { _raw: '{"x":' }],
  ])('arguments of a past call that are %s', async (_, given, expected) => {
    const call = { id: 'c1', type: 'function', function: { name: 'f', arguments: given } };
    const past = [
      { role: 'assistant', content: '', tool_calls: [call] },
      { role: 'tool', tool_call_id: 'c1', content: 'r' },
    ];
    expect((await chat({ messages: [...messages, ...past] })).status).toBe(200);
    expect(world.sent().messages[1]).toMatchObject({ tool_calls: [{ function: { name: 'f', arguments: expected } }] });
    const ollama = { model: 'plain', stream: false, messages: [...messages, { ...past[0], tool_calls: [call] }] };
    expect((await world.api.post('/ollama/api/chat', ollama)).status).toBe(200);
    expect(world.sent().messages[1]).toMatchObject({ tool_calls: [{ function: { name: 'f', arguments: expected } }] });
  });

  it('arguments that are no JSON go back to a server of OpenAI’s kind as they were', async () => {
    const call = { id: 'c1', type: 'function', function: { name: 'f', arguments: '{"x":' } };
    await chat({
      model: 'org/vllm-model',
      messages: [...messages, { role: 'assistant', content: null, tool_calls: [call] }],
    });
    expect(world.sentToOther().messages[1]).toMatchObject({
      tool_calls: [{ function: { arguments: '{"x":' } }],
    });
  });

  it('functions in their older form, there and back', async () => {
    world.portal.fake.setScenario('toolCall');
    const functions = [{ name: 'get_weather', parameters: { type: 'object', properties: {} } }];
    const first = await chat({ messages, functions, function_call: 'auto' });
    expect(first.body.choices[0]).toMatchObject({
      finish_reason: 'function_call',
      message: { function_call: { name: 'get_weather', arguments: '{"city":"Paris"}' } },
    });
    expect(world.sent().tools).toMatchObject([{ function: { name: 'get_weather' } }]);
    world.portal.fake.setScenario('hello');
    const past = [
      { role: 'assistant', content: null, function_call: { name: 'f', arguments: '{}' } },
      { role: 'function', name: 'f', content: 'r' },
    ];
    expect((await chat({ messages: [...messages, ...past], functions })).status).toBe(200);
    expect(world.sent().messages.slice(1)).toMatchObject([
      { role: 'assistant', tool_calls: [{ function: { name: 'f' } }] },
      { role: 'tool', tool_name: 'f', content: 'r' },
    ]);
    await chat({ model: 'org/vllm-model', messages: [...messages, ...past], functions });
    const [, call, result] = world.sentToOther().messages as [
      unknown,
      { tool_calls: { id: string }[] },
      { tool_call_id: string },
    ];
    expect(result.tool_call_id).toBe(call.tool_calls[0]!.id);
  });

  it('a picture whose base64 has line breaks, and a text file', async () => {
    const content = [
      { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBO\nRw0K\r\nGgo=' } },
      {
        type: 'file',
        file: { filename: 'a.txt', file_data: `data:text/plain;base64,${Buffer.from('Grüße').toString('base64')}` },
      },
    ];
    expect((await chat({ model: 'seeing', messages: [{ role: 'user', content }] })).status).toBe(200);
    expect(world.sent().messages[0]).toMatchObject({
      images: ['iVBORw0KGgo='],
      content: expect.stringContaining('Grüße'),
    });
  });

  it('max_tokens: -1, as clients of Ollama write "no limit"', async () => {
    expect((await chat({ messages, max_tokens: -1 })).status).toBe(200);
    expect(world.sent().options).not.toHaveProperty('num_predict');
  });
});
