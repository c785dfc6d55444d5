import type { ChatRequest, EmbedRequest, EmbeddingsRequest, GenerateRequest, Options } from 'ollama';
import { emulated, forwarded, ignored, refused, type FieldRule, type FieldTable } from '../field-table.js';

const NO_LOGPROBS = 'probabilities of tokens are not returned';
const SERVERS = 'how a model is loaded is the setting of the administrator';
const OLD_SAMPLER = 'newer servers no longer have it';

const COMMON = {
  model: forwarded('a model of `GET /ollama/api/tags`'),
  name: forwarded('older name of `model`'),
  stream: emulated('lines of JSON; the backend is always asked for a stream'),
  format: forwarded('`json`, or a JSON Schema'),
  options: forwarded('see below'),
  think: forwarded('true, false or a level, where the model thinks'),
  keep_alive: forwarded('as long as the administrator allows'),
  logprobs: refused(NO_LOGPROBS, false),
  top_logprobs: refused(NO_LOGPROBS, 0),
  truncate: emulated('`false`: a conversation that does not fit fails; otherwise the oldest of it is left out'),
  shift: ignored('the backend decides'),
} satisfies FieldTable;

/** `POST /ollama/api/chat`. */
export const CHAT_FIELDS = {
  ...COMMON,
  messages: forwarded('empty: loads the model, or unloads it with `keep_alive: 0` (admins only)'),
  tools: forwarded('functions; their schemas are not judged here'),
} satisfies FieldTable & Record<keyof ChatRequest, FieldRule>;

/** `POST /ollama/api/generate`. */
export const GENERATE_FIELDS = {
  ...COMMON,
  prompt: forwarded('empty: loads the model, or unloads it with `keep_alive: 0` (admins only)'),
  suffix: forwarded('fill in the middle, where the model can'),
  system: forwarded(),
  template: forwarded('to an Ollama backend'),
  context: forwarded('to an Ollama backend'),
  raw: forwarded('the prompt reaches the model as it is'),
  images: forwarded('base64, where the model can see'),
  width: refused('no pictures are made'),
  height: refused('no pictures are made'),
  steps: refused('no pictures are made'),
} satisfies FieldTable & Record<keyof GenerateRequest, FieldRule>;

/** `POST /ollama/api/embed` and the older `embeddings`. */
export const EMBED_FIELDS = {
  model: COMMON.model,
  name: COMMON.name,
  input: forwarded('a text or a list of texts'),
  prompt: forwarded('the one text of the older `embeddings`'),
  dimensions: forwarded('where the model can'),
  truncate: forwarded('to an Ollama backend: whether a text that is too long is cut; others refuse it'),
  keep_alive: ignored(SERVERS),
  options: ignored(SERVERS),
} satisfies FieldTable & Record<keyof EmbedRequest | keyof EmbeddingsRequest, FieldRule>;

/** `options` of chat and generate. */
export const OPTION_FIELDS = {
  temperature: forwarded(),
  top_p: forwarded(),
  top_k: forwarded(),
  min_p: forwarded(),
  typical_p: forwarded(),
  seed: forwarded(),
  num_predict: forwarded(),
  num_ctx: forwarded(),
  stop: forwarded(),
  repeat_penalty: forwarded(),
  repeat_last_n: forwarded(),
  presence_penalty: forwarded(),
  frequency_penalty: forwarded(),
  num_keep: ignored('what does not fit is left out, oldest first'),
  numa: ignored(SERVERS),
  num_batch: ignored(SERVERS),
  num_gpu: ignored(SERVERS),
  main_gpu: ignored(SERVERS),
  low_vram: ignored(SERVERS),
  f16_kv: ignored(SERVERS),
  logits_all: ignored(SERVERS),
  vocab_only: ignored(SERVERS),
  use_mmap: ignored(SERVERS),
  use_mlock: ignored(SERVERS),
  embedding_only: ignored(SERVERS),
  num_thread: ignored(SERVERS),
  tfs_z: ignored(OLD_SAMPLER),
  mirostat: ignored(OLD_SAMPLER),
  mirostat_tau: ignored(OLD_SAMPLER),
  mirostat_eta: ignored(OLD_SAMPLER),
  penalize_newline: ignored(OLD_SAMPLER),
} satisfies FieldTable & Record<keyof Options, FieldRule>;
