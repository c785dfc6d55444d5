import { ClaudeCodeSession, DEFERRED } from './agents/claude-code.js';
import { asXml, ClineSession, ClineXmlSession } from './agents/cline.js';
import { CodexSession } from './agents/codex.js';
import { OpenCodeSession } from './agents/opencode.js';
import { heardIn, ScriptedBackend } from './agents/scripted-backend.js';
import { expected, longSession, type Agent, type Step } from './agents/session.js';
import type { Client } from './client.js';
import { startPortal, type Portal } from './portal.js';
import { ignored } from './two-backends.js';

// Sessions of coding agents, against a backend of each kind: what the model says reaches the agent, and all that the
// agent sends reaches the model.

let portal: Portal;
let api: Client;
let ollama: ScriptedBackend;
let openai: ScriptedBackend;
beforeAll(async () => {
  ollama = await ScriptedBackend.start([
    { name: 'seeing', capabilities: ['completion', 'tools', 'thinking', 'vision'], contextLength: 1_000_000 },
  ]);
  openai = await ScriptedBackend.start([{ name: 'org/coder-vl' }]);
  portal = await startPortal({ env: { OLLAMA_HOST: ollama.url, OPENAI_BASE_URL: `${openai.url}/v1` } });
  const dev = await portal.someone('developer');
  api = portal.anyone
    .withKey((await dev.post('/api/developer/api-keys', {})).body.key_value)
    .with({ 'cache-control': 'no-store' });
});
afterAll(async () => {
  await portal.close();
  await ollama.close();
  await openai.close();
});

const BACKENDS = [
  ['Ollama', () => ollama, 'seeing'],
  ['a server of OpenAI’s kind', () => openai, 'org/coder-vl'],
] as const;
const AGENTS: [string, () => Agent, (steps: Step[]) => Step[]][] = [
  ['Codex', () => new CodexSession(), (steps) => steps],
  ['Claude Code', () => new ClaudeCodeSession(), (steps) => steps],
  ['Cline', () => new ClineSession(), (steps) => steps],
  ['Cline with tools in its prompt', () => new ClineXmlSession(), asXml],
  ['OpenCode', () => new OpenCodeSession(), (steps) => steps],
];
const TURNS = 42;

describe.each(BACKENDS)('%s', (_, backend, model) => {
  describe.each(AGENTS)('%s', (__, start, adapt) => {
    const send = (agent: Agent) => api.with(agent.headers ?? {}).post(agent.path, agent.body(model));

    it('a long session loses nothing on the way there or back', async () => {
      const agent = start();
      const steps = adapt(longSession(agent, TURNS));
      for (const [i, { asks, said, results }] of steps.entries()) {
        backend().next = said;
        if (asks) agent.ask(asks.text, asks.images);
        const { status, body } = await send(agent);
        if (status !== 200) throw new Error(`turn ${i}: ${JSON.stringify(body)}`);
        expect(agent.hear(body)).toEqual(said);
        if (said.calls.length > 0) agent.give(said.calls, results);
      }
      const last = backend().asked.at(-1)!;
      expect(heardIn(last)).toEqual(expected(agent, steps));
      expect(last.tools ?? []).toEqual(agent.tools.map((card) => ({ type: 'function', function: card })));
    });

    it('an abort in mid-answer ends the backend’s work, and the next turn is answered', async () => {
      const agent = start();
      agent.ask('Look.');
      backend().next = { thinking: '', text: 'I look at all of it.', calls: [] };
      const hungUp = backend().hold();
      const stream = await api.stream(agent.path, agent.body(model), agent.headers);
      for await (const chunk of stream.chunks()) if (chunk.includes('look at')) break;
      stream.close();
      await hungUp;
      agent.ask('[Interrupted by the user] Look at less.');
      backend().next = { thinking: '', text: 'Less, then.', calls: [] };
      expect(agent.hear((await send(agent)).body)).toEqual(backend().next);
    });
  });

  it('Claude Code: a tool is offered once a search found it, and no more once it was taken away', async () => {
    const agent = new ClaudeCodeSession();
    const namesOffered = () => (backend().asked.at(-1)!.tools as { function: { name: string } }[]).map(nameOf);
    const nameOf = (tool: { function: { name: string } }) => tool.function.name;
    const ask = async () => (await api.post(agent.path, { ...agent.body(model), stream: false })).status;
    agent.ask('Fetch it.');
    expect(await ask()).toBe(200);
    expect(namesOffered()).not.toContain(DEFERRED.name);
    const found = { type: 'tool_reference', tool_name: DEFERRED.name };
    agent.messages.push(
      { role: 'assistant', content: [{ type: 'tool_use', id: 'c1', name: 'ToolSearch', input: { query: 'fetch' } }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c1', content: [found] }] },
    );
    expect(await ask()).toBe(200);
    expect(namesOffered()).toContain(DEFERRED.name);
    expect(heardIn(backend().asked.at(-1)!).at(-1)!.text).toContain(DEFERRED.name);
    const change = (type: string, tool: object) => agent.messages.push({ role: 'system', content: [{ type, tool }] });
    change('tool_removal', { type: 'tool_reference', name: DEFERRED.name });
    change('tool_addition', {
      type: 'tool_definition',
      definition: { name: 'Late', input_schema: { type: 'object' } },
    });
    const before = backend().asked.at(-1)!.messages;
    expect(await ask()).toBe(200);
    expect(namesOffered()).not.toContain(DEFERRED.name);
    expect(namesOffered()).toContain('Late');
    expect(backend().asked.at(-1)!.messages).toEqual(before);
    change('tool_addition', { type: 'mcp_tool_reference', server_name: 's', name: 'n' });
    expect((await api.post(agent.path, agent.body(model))).body.error.message).toMatch(/tool\.type/);
  });

  it('Claude Code: small requests beside the session, and one that is sent again', async () => {
    const { headers, path } = new ClaudeCodeSession();
    backend().next = { thinking: '', text: '{"title":"A look"}', calls: [] };
    const format = { type: 'json_schema', schema: { type: 'object', properties: { title: { type: 'string' } } } };
    const title = {
      model,
      max_tokens: 512,
      temperature: 1,
      system: [{ type: 'text', text: 'Name the session.' }],
      messages: [{ role: 'user', content: [{ type: 'text', text: '<session>Look.</session>' }] }],
      tools: [],
      output_config: { format },
      metadata: { user_id: 'a' },
    };
    const asked = backend().asked.length;
    for (const retry of ['0', '1']) {
      const { status, body } = await api.with({ ...headers, 'x-stainless-retry-count': retry }).post(path, title);
      expect([status, body.content]).toEqual([200, [{ type: 'text', text: '{"title":"A look"}' }]]);
    }
    expect(backend().asked.length).toBe(asked + 2);
    expect(JSON.stringify(backend().asked.at(-1))).toContain(JSON.stringify(format.schema));
  });

  it('Claude Code: the count grows with all that the model reads, and falls with a summary', async () => {
    const agent = new ClaudeCodeSession();
    const count = async (): Promise<number> =>
      (await api.post('/v1/messages/count_tokens?beta=true', agent.prompt(model))).body.input_tokens;
    const grows = async (atLeast: number, change: () => void) => {
      const before = await count();
      change();
      expect((await count()) - before).toBeGreaterThan(atLeast);
    };
    const words = 'several words '.repeat(400);
    agent.ask('Write it.');
    const call = { id: 'c1', name: 'Edit', arguments: { new_string: words } };
    await grows(500, () =>
      agent.messages.push({
        role: 'assistant',
        content: [{ type: 'tool_use', id: 'c1', name: 'Edit', input: call.arguments }],
      }),
    );
    await grows(500, () => agent.give([call], [{ text: words }]));
    await grows(500, () =>
      agent.messages.push({ role: 'assistant', content: [{ type: 'thinking', thinking: words, signature: '' }] }),
    );
    await grows(100, () => agent.ask('And this?', ['iVBORw0KGgo=']));
    const full = await count();
    agent.messages.length = 0;
    agent.ask('This session goes on from a summary: it was written.');
    expect(await count()).toBeLessThan(full - 1500);
    backend().next = { thinking: '', text: 'I go on.', calls: [] };
    expect(agent.hear((await api.post(agent.path, agent.body(model))).body)).toEqual(backend().next);
  });

  it('what only its maker can read, and a tool that is hosted elsewhere, are named', async () => {
    const redacted = {
      model,
      max_tokens: 5,
      messages: [
        { role: 'user', content: 'a' },
        {
          role: 'assistant',
          content: [
            { type: 'redacted_thinking', data: 'x' },
            { type: 'text', text: 'b' },
          ],
        },
        { role: 'user', content: 'c' },
      ],
    };
    expect(ignored(await api.post('/v1/messages', redacted))).toContain('redacted_thinking');
    const sealed = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'x' };
    const input = [{ role: 'user', content: 'a' }, sealed, { role: 'assistant', content: 'b' }, redacted.messages[2]];
    const asked = { model, store: false, input };
    expect(ignored(await api.post('/v1/responses', asked))).toContain('reasoning.encrypted_content');
    const tools = [{ type: 'web_search', external_web_access: false }];
    const refused = await api.post('/v1/responses', { ...asked, tools });
    expect([refused.status, refused.body.error.message]).toEqual([
      400,
      expect.stringMatching(/tools\.0\.type.*web_search.*switched off/),
    ]);
  });
});
