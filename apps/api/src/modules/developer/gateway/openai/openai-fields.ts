import type OpenAI from 'openai';
import { emulated, forwarded, ignored, refused, type FieldRule, type FieldTable } from '../field-table.js';

type Keys<T> = T extends unknown ? keyof T : never;

const NOTHING_STORED = 'nothing of `/v1` is stored';
const NO_TIERS = 'there is one kind of service';
const NO_PROMPT_CACHE = 'the answer cache needs no key, and the backend keeps its own prompt cache';
const NO_LOGPROBS = 'probabilities of tokens are not returned';

/** Sampling that OpenAI's two completion APIs share. */
const SAMPLING = {
  model: forwarded('a model of `GET /v1/models`'),
  stream: emulated('server-sent events; the backend is always asked for a stream'),
  stream_options: emulated('`include_usage` adds a last chunk with the tokens'),
  max_tokens: forwarded('longest answer in tokens; negative: no limit'),
  temperature: forwarded(),
  top_p: forwarded(),
  seed: forwarded(),
  stop: forwarded('the answer ends before any of these: a text or a list of texts'),
  presence_penalty: forwarded('named in the header where the backend has none'),
  frequency_penalty: forwarded('named in the header where the backend has none'),
  logit_bias: forwarded('by token id; refused where the backend has none (Ollama, embedded engine)'),
  n: emulated('up to 8 answers, made one after another'),
  user: ignored('requests are told apart by their key'),
  logprobs: refused(NO_LOGPROBS, false, 0),
} satisfies FieldTable;

/** Not OpenAI's, but many clients of local models send them. */
const LOCAL_SAMPLING = {
  top_k: forwarded(),
  min_p: forwarded(),
  typical_p: forwarded('named in the header where the backend has none'),
  repeat_penalty: forwarded(),
  repetition_penalty: forwarded('another name of `repeat_penalty`'),
  repeat_last_n: forwarded('named in the header where the backend has none'),
  keep_alive: forwarded('as long as the administrator allows; Ollama only'),
} satisfies FieldTable;

/** `POST /v1/chat/completions`. */
export const CHAT_FIELDS = {
  ...SAMPLING,
  ...LOCAL_SAMPLING,
  messages: forwarded('every role and part; pictures as `data:` URLs where the model can see'),
  max_completion_tokens: forwarded('newer name of `max_tokens`'),
  tools: forwarded('functions; their schemas are not judged here'),
  tool_choice: emulated('`required` or one function: by constraining the answer where the backend has no such choice'),
  parallel_tool_calls: emulated('`false`: only the first call, where the backend has no such switch'),
  functions: emulated('older form of `tools`'),
  function_call: emulated('older form of `tool_choice`; the answer then has `function_call`, too'),
  response_format: forwarded('`json_object`, with a schema if there is one, or `json_schema`'),
  reasoning_effort: forwarded('`none`: no thinking; else the level, where the model thinks'),
  chat_template_kwargs: forwarded('where the backend has them; `enable_thinking` everywhere'),
  audio: refused('answers are text'),
  modalities: refused('answers are text', ['text']),
  top_logprobs: refused(NO_LOGPROBS, 0),
  web_search_options: refused('this server searches nothing'),
  metadata: ignored(NOTHING_STORED),
  store: ignored(NOTHING_STORED),
  moderation: ignored('no moderation service is asked'),
  prediction: ignored('it would only save time'),
  prompt_cache_key: ignored(NO_PROMPT_CACHE),
  prompt_cache_options: ignored(NO_PROMPT_CACHE),
  prompt_cache_retention: ignored(NO_PROMPT_CACHE),
  safety_identifier: ignored('requests are told apart by their key'),
  service_tier: ignored(NO_TIERS),
  verbosity: ignored('local models have no such setting; ask for it in the prompt'),
} satisfies FieldTable & Record<Keys<OpenAI.Chat.ChatCompletionCreateParams>, FieldRule>;

/** `POST /v1/completions`. */
export const TEXT_FIELDS = {
  ...SAMPLING,
  ...LOCAL_SAMPLING,
  prompt: forwarded('a text, or a list of texts; it reaches the model as it is, without a chat template'),
  suffix: forwarded('fill in the middle, where the model can'),
  echo: refused('the prompt is not repeated', false),
  best_of: refused('one answer is made, and it is the one you get', 1),
} satisfies FieldTable & Record<Keys<OpenAI.CompletionCreateParams>, FieldRule>;

/** `POST /v1/embeddings`. */
export const EMBEDDING_FIELDS = {
  model: SAMPLING.model,
  input: forwarded('a text, a list of texts, or token ids where the backend takes them'),
  dimensions: forwarded('where the model can'),
  encoding_format: emulated('`base64`: 32-bit floats'),
  user: SAMPLING.user,
} satisfies FieldTable & Record<Keys<OpenAI.EmbeddingCreateParams>, FieldRule>;
