import { DomainError } from '../../../common/errors/domain-error.js';
import { COUNT_FIELDS, MESSAGE_FIELDS } from './anthropic/anthropic-fields.js';
import { readCountRequest, readMessagesRequest } from './anthropic/anthropic-request.js';
import type { FieldTable } from './field-table.js';
import { readOllamaEmbed } from './ollama/ollama-embeddings.js';
import { CHAT_FIELDS as OLLAMA_CHAT, EMBED_FIELDS, GENERATE_FIELDS, OPTION_FIELDS } from './ollama/ollama-fields.js';
import { readOllamaChat, readOllamaGenerate } from './ollama/ollama-request.js';
import { readEmbedding } from './openai/openai-embeddings.js';
import { CHAT_FIELDS, EMBEDDING_FIELDS, TEXT_FIELDS } from './openai/openai-fields.js';
import { readChatCompletion, readCompletion } from './openai/openai-request.js';
import { RESPONSE_FIELDS } from './responses/responses-fields.js';
import { readResponseRequest } from './responses/responses-request.js';

const messages = [{ role: 'user', content: 'hi' }];
const schema = { type: 'object', properties: { ok: { type: 'boolean' } } };
const functionTool = { type: 'function', function: { name: 'f', parameters: schema } };
const chatTools = { tools: [functionTool] };
const functions = { functions: [functionTool.function] };
const anthropicTools = { tools: [{ name: 'f', input_schema: schema }] };
const responseTools = { tools: [{ type: 'function', name: 'f', parameters: schema }] };

interface Api<T extends FieldTable> {
  read: (body: unknown) => { ignored: string[] } | object;
  table: T;
  /** The smallest body. */
  base: Record<string, unknown>;
  /** A value of each field that says something, or a body in which it does. */
  values: Record<keyof T, unknown>;
  /** What must be there as well for a field to mean something. */
  beside?: Partial<Record<keyof T, object>>;
}

const api = <T extends FieldTable>(one: Api<T>) => one as unknown as Api<FieldTable>;

const SAMPLING = {
  model: 'other',
  stream: true,
  stream_options: { include_usage: true },
  max_tokens: 5,
  temperature: 0.5,
  top_p: 0.5,
  seed: 7,
  stop: ['x'],
  presence_penalty: 1,
  frequency_penalty: 1,
  logit_bias: { 1: -100 },
  n: 2,
  user: 'me',
  logprobs: true,
  top_k: 3,
  min_p: 0.1,
  typical_p: 0.9,
  repeat_penalty: 1.2,
  repetition_penalty: 1.2,
  repeat_last_n: 9,
  keep_alive: '5m',
};

const OLLAMA_COMMON = {
  model: 'other',
  name: 'older',
  stream: false,
  format: 'json',
  options: { top_k: 3 },
  think: 'low',
  keep_alive: '5m',
  logprobs: true,
  top_logprobs: 3,
  truncate: false,
  shift: false,
};

const APIS: Record<string, Api<FieldTable>> = {
  'OpenAI chat': api({
    read: readChatCompletion,
    table: CHAT_FIELDS,
    base: { model: 'm', messages },
    beside: { tool_choice: chatTools, parallel_tool_calls: chatTools, function_call: functions },
    values: {
      ...SAMPLING,
      logprobs: true,
      messages: [{ role: 'user', content: 'other' }],
      max_completion_tokens: 5,
      tools: chatTools.tools,
      tool_choice: 'required',
      parallel_tool_calls: false,
      functions: functions.functions,
      function_call: { name: 'f' },
      response_format: { type: 'json_object', schema },
      reasoning_effort: 'low',
      chat_template_kwargs: { custom: 1 },
      audio: { voice: 'x', format: 'wav' },
      modalities: ['text', 'audio'],
      top_logprobs: 3,
      web_search_options: {},
      metadata: { a: 'b' },
      store: true,
      moderation: {},
      prediction: { type: 'content', content: 'x' },
      prompt_cache_key: 'x',
      prompt_cache_options: {},
      prompt_cache_retention: '24h',
      safety_identifier: 'x',
      service_tier: 'auto',
      verbosity: 'low',
    },
  }),
  'OpenAI completions': api({
    read: readCompletion,
    table: TEXT_FIELDS,
    base: { model: 'm', prompt: 'hi' },
    values: { ...SAMPLING, logprobs: 3, prompt: ['a', 'b'], suffix: 'z', echo: true, best_of: 2 },
  }),
  'OpenAI embeddings': api({
    read: readEmbedding,
    table: EMBEDDING_FIELDS,
    base: { model: 'm', input: 'hi' },
    values: { model: 'other', input: [1, 2], dimensions: 8, encoding_format: 'base64', user: 'me' },
  }),
  'OpenAI responses': api({
    read: readResponseRequest,
    table: RESPONSE_FIELDS,
    base: { model: 'm', input: 'hi' },
    beside: { tool_choice: responseTools, parallel_tool_calls: responseTools },
    values: {
      model: 'other',
      input: 'other',
      instructions: 'Be brief.',
      stream: true,
      max_output_tokens: 5,
      temperature: 0.5,
      top_p: 0.5,
      tools: responseTools.tools,
      tool_choice: 'required',
      parallel_tool_calls: false,
      text: { format: { type: 'json_schema', name: 'a', schema } },
      reasoning: { effort: 'low' },
      store: false,
      previous_response_id: 'resp_1',
      metadata: { a: 'b' },
      top_k: 3,
      min_p: 0.1,
      background: true,
      conversation: 'conv_1',
      prompt: { id: 'pmpt_1' },
      top_logprobs: 3,
      include: ['reasoning.encrypted_content'],
      context_management: [],
      truncation: 'auto',
      max_tool_calls: 3,
      moderation: {},
      prompt_cache_key: 'x',
      prompt_cache_options: {},
      prompt_cache_retention: '24h',
      safety_identifier: 'x',
      service_tier: 'auto',
      stream_options: { include_obfuscation: true },
      user: 'me',
    },
  }),
  'Anthropic messages': api({
    read: readMessagesRequest,
    table: MESSAGE_FIELDS,
    base: { model: 'm', max_tokens: 9, messages },
    beside: { tool_choice: anthropicTools },
    values: {
      model: 'other',
      messages: [{ role: 'user', content: 'other' }],
      system: 'Be brief.',
      tools: anthropicTools.tools,
      tool_choice: { type: 'any' },
      thinking: { type: 'enabled', budget_tokens: 1024 },
      output_config: { effort: 'low' },
      output_format: { type: 'json_schema', schema },
      cache_control: { type: 'ephemeral' },
      speed: 'fast',
      max_tokens: 5,
      stream: true,
      stop_sequences: ['x'],
      temperature: 0.5,
      top_p: 0.5,
      top_k: 3,
      container: 'c',
      mcp_servers: [{ type: 'url' }],
      context_management: {},
      metadata: { user_id: 'x' },
      service_tier: 'auto',
      diagnostics: {},
      inference_geo: 'eu',
      user_profile_id: 'x',
      workspace_id: 'x',
      betas: ['x'],
    },
  }),
  'Ollama chat': api({
    read: readOllamaChat,
    table: OLLAMA_CHAT,
    base: { model: 'm', messages },
    values: {
      ...OLLAMA_COMMON,
      messages: [{ role: 'user', content: 'other' }],
      tools: [{ type: 'function', function: { name: 'f', parameters: schema } }],
    },
    beside: { name: { model: undefined } },
  }),
  'Ollama generate': api({
    read: readOllamaGenerate,
    table: GENERATE_FIELDS,
    base: { model: 'm', prompt: 'hi' },
    beside: { name: { model: undefined } },
    values: {
      ...OLLAMA_COMMON,
      prompt: 'other',
      suffix: 'z',
      system: 'Be brief.',
      template: '{{ .Prompt }}',
      context: [1, 2],
      raw: true,
      images: ['aGk='],
      width: 8,
      height: 8,
      steps: 8,
    },
  }),
};

describe.each(Object.entries(APIS))('%s', (_, { read, table, base, values, beside = {} }) => {
  it.each(Object.keys(table))('%s has the fate that the table says', (name) => {
    const { fate } = table[name]!;
    const without = { ...base, ...beside[name] };
    const body = { ...without, [name]: values[name] };
    if (fate === 'refused')
      return void expect(reasonOf(() => read(body))).toMatch(new RegExp(`^${name} is not supported`));
    const parsed = read(body);
    const ignored = 'ignored' in parsed ? (parsed.ignored as string[]) : [];
    expect([name, ignored.includes(name)]).toEqual([name, fate === 'ignored']);
    // What is forwarded or emulated makes another request.
    if (fate !== 'ignored') expect(parsed).not.toEqual(safely(() => read(without)));
  });

  it('names what it does not know, and takes null for nothing', () => {
    expect(read({ ...base, no_such_field: 1, 'an odd one': null })).toMatchObject({ ignored: ['no_such_field'] });
    for (const name of Object.keys(table)) if (!(name in base)) expect(read({ ...base, [name]: null })).toBeTruthy();
  });
});

it('Ollama options: each is forwarded or named', () => {
  const body = (options: object) => readOllamaChat({ model: 'm', messages, options });
  for (const [name, { fate }] of Object.entries(OPTION_FIELDS)) {
    const parsed = body({ [name]: name === 'stop' ? ['x'] : fate === 'ignored' ? true : 1 });
    expect([name, 'ignored' in parsed && parsed.ignored]).toEqual([
      name,
      fate === 'ignored' ? [`options.${name}`] : [],
    ]);
    if (fate !== 'ignored') expect(parsed).not.toEqual(body({}));
  }
});

it('Ollama embeddings and count_tokens: nothing is lost either', () => {
  const embed = readOllamaEmbed({
    name: 'm',
    input: ['a'],
    dimensions: 8,
    truncate: false,
    options: {},
    keep_alive: 1,
  });
  expect(embed).toEqual({
    model: 'm',
    asked: { input: ['a'], dimensions: 8, truncate: false },
    ignored: ['options', 'keep_alive'],
  });
  expect(Object.keys(EMBED_FIELDS)).toEqual(expect.arrayContaining(embed.ignored));
  expect(Object.keys(COUNT_FIELDS)).toEqual(expect.arrayContaining(Object.keys(MESSAGE_FIELDS)));
  expect(readCountRequest({ model: 'm', messages, system: 'Be brief.' }).request.messages).toHaveLength(2);
});

const safely = (read: () => object): object | undefined => {
  try {
    return read();
  } catch {
    return undefined;
  }
};

function reasonOf(read: () => unknown): string {
  try {
    read();
    return 'accepted';
  } catch (error) {
    return error instanceof DomainError ? error.detail : String(error);
  }
}
