import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gguf, type MetadataValue } from './gguf-writer.js';
import { MODEL_NAME } from './scripts.js';
import { Vocabulary } from './vocabulary.js';
import { SHAPE, tensors } from './weights.js';

export { MODEL_NAME, SCRIPTS, THINKING, textOf, type Script, type ScriptName } from './scripts.js';

/** Name of the model's file, which the embedded engine looks for. */
export const MODEL_FILE = `${MODEL_NAME}.gguf`;
/**
 * Maximum length of a conversation in tokens. An unknown character is one token, so this is about the same in
 * characters.
 */
export const CONTEXT_LENGTH = SHAPE.context;

/** ChatML, which llama.cpp, Ollama and node-llama-cpp all support. */
const CHAT_TEMPLATE =
  "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + " +
  "'\\n'}}" +
  "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

/** What a test wants its model to have beyond the demo model. */
export interface TinyModelOptions {
  /**
   * Marks to fill in the middle: a user's turn is what is before the gap, and the start of an answer fills it, so
   * that a keyword before the gap brings its script.
   */
  infill?: boolean;
}

const infillMarks = (vocabulary: Vocabulary): [string, MetadataValue][] => [
  ['tokenizer.ggml.fim_pre_token_id', { u32: vocabulary.userTurn }],
  ['tokenizer.ggml.fim_suf_token_id', { u32: vocabulary.id('<|im_start|>') }],
  ['tokenizer.ggml.fim_mid_token_id', { u32: vocabulary.start }],
];

function metadata(vocabulary: Vocabulary): [string, MetadataValue][] {
  const { tokens } = vocabulary;
  return [
    ['general.architecture', { string: 'llama' }],
    ['general.name', { string: 'Pocket Demo' }],
    ['general.description', { string: 'Constructed, not trained: answers with fixed texts.' }],
    ['general.size_label', { string: '0.8M' }],
    ['general.file_type', { u32: 1 }],
    ['general.quantization_version', { u32: 2 }],
    ['llama.vocab_size', { u32: tokens.length }],
    ['llama.context_length', { u32: SHAPE.context }],
    ['llama.embedding_length', { u32: SHAPE.embedding }],
    ['llama.block_count', { u32: SHAPE.layers }],
    ['llama.feed_forward_length', { u32: SHAPE.feedForward }],
    ['llama.attention.head_count', { u32: SHAPE.headCount }],
    ['llama.attention.head_count_kv', { u32: SHAPE.headCount }],
    ['llama.attention.key_length', { u32: SHAPE.headSize }],
    ['llama.attention.value_length', { u32: SHAPE.headSize }],
    ['llama.attention.layer_norm_rms_epsilon', { f32: SHAPE.epsilon }],
    ['llama.rope.dimension_count', { u32: SHAPE.headSize }],
    ['llama.rope.freq_base', { f32: SHAPE.ropeBase }],
    ['tokenizer.ggml.model', { string: 'llama' }],
    ['tokenizer.ggml.pre', { string: 'default' }],
    ['tokenizer.ggml.tokens', { strings: tokens.map((token) => token.text) }],
    ['tokenizer.ggml.scores', { floats: tokens.map((token) => token.score) }],
    ['tokenizer.ggml.token_type', { ints: tokens.map((token) => token.type) }],
    ['tokenizer.ggml.bos_token_id', { u32: vocabulary.id('<s>') }],
    ['tokenizer.ggml.eos_token_id', { u32: vocabulary.end }],
    ['tokenizer.ggml.unknown_token_id', { u32: vocabulary.id('<unk>') }],
    ['tokenizer.ggml.padding_token_id', { u32: vocabulary.id('</s>') }],
    ['tokenizer.ggml.add_bos_token', { bool: true }],
    ['tokenizer.ggml.add_eos_token', { bool: false }],
    ['tokenizer.ggml.add_space_prefix', { bool: false }],
    ['tokenizer.chat_template', { string: CHAT_TEMPLATE }],
  ];
}

/** The bytes of the model file: 1.6 MB, identical in every run, built in well under a second. */
export function buildTinyModel({ infill = false }: TinyModelOptions = {}): Buffer {
  const vocabulary = new Vocabulary();
  return gguf([...metadata(vocabulary), ...(infill ? infillMarks(vocabulary) : [])], tensors(vocabulary));
}

/** Writes the model to `file` atomically, also when two processes write it at once. */
export async function writeTinyModel(file: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const partial = `${file}.${randomUUID()}.part`;
  await writeFile(partial, buildTinyModel());
  await rename(partial, file);
}
