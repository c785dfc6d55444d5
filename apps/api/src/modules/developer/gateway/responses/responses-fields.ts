import type OpenAI from 'openai';
import { emulated, forwarded, ignored, refused, type FieldRule, type FieldTable } from '../field-table.js';

type Keys<T> = T extends unknown ? keyof T : never;

const NO_PROMPT_CACHE = 'the answer cache needs no key, and the backend keeps its own prompt cache';
const NO_LOGPROBS = 'probabilities of tokens are not returned';

/** `POST /v1/responses`. */
export const RESPONSE_FIELDS = {
  model: forwarded('a model of `GET /v1/models`'),
  input: forwarded('a text or items: messages, reasoning, function calls and their outputs'),
  instructions: forwarded('as the system prompt; not carried over to the next response'),
  stream: emulated('server-sent events; the backend is always asked for a stream'),
  max_output_tokens: forwarded('longest answer in tokens'),
  temperature: forwarded(),
  top_p: forwarded(),
  tools: forwarded(
    'functions, custom tools as functions with one text, and namespaces of both; hosted tools are refused by name',
  ),
  tool_choice: emulated('`required` or one tool: by constraining the answer where the backend has no such choice'),
  parallel_tool_calls: emulated('`false`: only the first call, where the backend has no such switch'),
  text: forwarded('`format`; local models have no `verbosity`'),
  reasoning: forwarded('`effort`, where the model thinks; thoughts come whole, not as a summary'),
  store: emulated('true: kept for its owner for 30 days (the newest 2,000, at most 256 MiB); false: nothing is kept'),
  previous_response_id: emulated('the kept input and output come before this input'),
  metadata: emulated('given back with the response'),
  top_k: forwarded(),
  min_p: forwarded(),
  background: refused('a response is made while you wait', false),
  conversation: refused('use `previous_response_id`'),
  prompt: refused('prompts are not kept here'),
  top_logprobs: refused(NO_LOGPROBS, 0),
  include: ignored('what is there is always included'),
  context_management: ignored('a conversation is read whole, or refused as too long'),
  truncation: emulated('`auto`: what does not fit is left out, oldest first; otherwise a long conversation fails'),
  max_tool_calls: ignored('this server calls no tools'),
  moderation: ignored('no moderation service is asked'),
  prompt_cache_key: ignored(NO_PROMPT_CACHE),
  prompt_cache_options: ignored(NO_PROMPT_CACHE),
  prompt_cache_retention: ignored(NO_PROMPT_CACHE),
  safety_identifier: ignored('requests are told apart by their key'),
  service_tier: ignored('there is one kind of service'),
  stream_options: ignored('nothing is padded'),
  user: ignored('requests are told apart by their key'),
} satisfies FieldTable & Record<Keys<OpenAI.Responses.ResponseCreateParams>, FieldRule>;
