import type Anthropic from '@anthropic-ai/sdk';
import { emulated, forwarded, ignored, refused, type FieldRule, type FieldTable } from '../field-table.js';

type Keys<T> = T extends unknown ? keyof T : never;

const ONE_PLACE = 'there is one place where models run';
const NO_PROMPT_CACHE = 'the backend keeps its own prompt cache';

/** What a prompt consists of: the fields of `count_tokens`. */
const PROMPT = {
  model: forwarded('a model of `GET /v1/models`'),
  messages: forwarded('text, pictures, documents that are text, thinking, tool calls and their results'),
  system: forwarded('a text or blocks; also as a message among `messages`'),
  tools: forwarded(
    'with an `input_schema`; those with `defer_loading` once a search has found them; tools that Anthropic runs ' +
      'or defines are refused by name',
  ),
  tool_choice: emulated('`any`, or one tool: by constraining the answer where the backend has no such choice'),
  thinking: forwarded('where the model thinks; the budget is left to it'),
  output_config: forwarded('`effort` and `format`'),
  output_format: forwarded('older name of `output_config.format`'),
  cache_control: ignored(NO_PROMPT_CACHE),
  speed: ignored('there is one speed'),
} satisfies FieldTable;

/** `POST /v1/messages`. */
export const MESSAGE_FIELDS = {
  ...PROMPT,
  max_tokens: forwarded('longest answer in tokens'),
  stream: emulated('server-sent events; the backend is always asked for a stream'),
  stop_sequences: emulated('found in the answer by this server, which says which one it was'),
  temperature: forwarded(),
  top_p: forwarded(),
  top_k: forwarded(),
  container: refused('this server runs no code'),
  mcp_servers: refused('this server calls no tools', []),
  context_management: ignored('a conversation is read whole, or refused as too long'),
  metadata: ignored('requests are told apart by their key'),
  service_tier: ignored('there is one kind of service'),
  diagnostics: ignored(NO_PROMPT_CACHE),
  inference_geo: ignored(ONE_PLACE),
  user_profile_id: ignored('requests are told apart by their key'),
  workspace_id: ignored(ONE_PLACE),
  betas: ignored('what is supported is always on'),
} satisfies FieldTable & Record<Keys<Anthropic.MessageCreateParams>, FieldRule>;

/** `POST /v1/messages/count_tokens`. */
export const COUNT_FIELDS = {
  ...PROMPT,
  ...MESSAGE_FIELDS,
} satisfies FieldTable & Record<Keys<Anthropic.MessageCountTokensParams>, FieldRule>;
