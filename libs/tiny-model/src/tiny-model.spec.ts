import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CONTEXT_LENGTH, MODEL_FILE, SCRIPTS, buildTinyModel, textOf, writeTinyModel } from './index.js';
import { toHalf } from './gguf-writer.js';
import { Vocabulary } from './vocabulary.js';
import { tensors } from './weights.js';

/** Parses a GGUF file's header, independently of the writer. */
function readHeader(file: Buffer) {
  let at = 0;
  const u32 = () => file.readUInt32LE((at += 4) - 4);
  const u64 = () => Number(file.readBigUInt64LE((at += 8) - 8));
  const text = () => {
    const length = u64();
    return file.toString('utf8', at, (at += length));
  };
  const value = (type: number): unknown => {
    if (type === 9) {
      const inner = u32();
      return Array.from({ length: u64() }, () => value(inner));
    }
    if (type === 8) return text();
    if (type === 7) return file[at++] === 1;
    return type === 6 ? file.readFloatLE((at += 4) - 4) : u32();
  };
  const magic = file.toString('latin1', 0, (at = 4));
  const version = u32();
  const [tensorCount, keyCount] = [u64(), u64()];
  const metadata: Record<string, unknown> = {};
  for (let i = 0; i < keyCount; i++) {
    const key = text();
    metadata[key] = value(u32());
  }
  const infos = Array.from({ length: tensorCount }, () => {
    const name = text();
    const shape = Array.from({ length: u32() }, u64);
    return { name, shape, type: u32(), offset: u64() };
  });
  return { magic, version, metadata, infos, dataStart: Math.ceil(at / 32) * 32 };
}

describe('tiny model', () => {
  const file = buildTinyModel();
  const header = readHeader(file);

  it('is identical in every build, and has the size that its own texts name', () => {
    expect(buildTinyModel().equals(file)).toBe(true);
    expect((file.length / 1e6).toFixed(1)).toBe('1.6');
    expect(textOf('introduction')).toContain('1.6 MB');
  });

  it('is a GGUF file whose tensors are aligned and end with the file', () => {
    expect(header).toMatchObject({ magic: 'GGUF', version: 3 });
    for (const { offset } of header.infos) expect(offset % 32).toBe(0);
    const last = header.infos.at(-1);
    const size = (last?.shape.reduce((a, b) => a * b, 1) ?? 0) * 2;
    expect(header.dataStart + (last?.offset ?? 0) + Math.ceil(size / 32) * 32).toBe(file.length);
  });

  it('describes a llama with its vocabulary and a ChatML template', () => {
    expect(header.metadata).toMatchObject({ 'general.architecture': 'llama', 'llama.context_length': CONTEXT_LENGTH });
    const tokens = header.metadata['tokenizer.ggml.tokens'] as string[];
    const embeddings = header.infos.find(({ name }) => name === 'token_embd.weight');
    expect(embeddings?.shape).toEqual([header.metadata['llama.embedding_length'], tokens.length]);
    expect(tokens[header.metadata['tokenizer.ggml.eos_token_id'] as number]).toBe('<|im_end|>');
    expect(header.metadata['tokenizer.chat_template']).toContain('<|im_start|>assistant\\n');
  });

  it('has every script as tokens that occur nowhere else', () => {
    const vocabulary = new Vocabulary();
    for (const { script, ids } of vocabulary.scripts) {
      expect(ids.map((id) => vocabulary.tokens[id]?.text).join('')).toBe(script.text);
    }
    const all = vocabulary.scripts.flatMap(({ ids }) => ids);
    expect(new Set(all).size).toBe(all.length);
    expect(vocabulary.scripts).toHaveLength(SCRIPTS.length);
  });

  it('has no weight that half precision cannot represent', () => {
    for (const [, { data }] of tensors(new Vocabulary()))
      expect(data.every((value) => Math.abs(value) < 65_504)).toBe(true);
  });

  it.each([
    [0, 0],
    [1, 0x3c00],
    [-2, 0xc000],
    [0.1, 0x2e66],
    [65_504, 0x7bff],
    [1e6, 0x7c00],
    [6e-8, 0x0001],
  ])('rounds %d to the half-precision bits %d', (value, bits) => expect(toHalf(value)).toBe(bits));

  it('is written completely, and its folder is created', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'tiny-model-'));
    const target = path.join(folder, 'models', MODEL_FILE);
    await Promise.all([writeTinyModel(target), writeTinyModel(target)]);
    expect((await readFile(target)).equals(file)).toBe(true);
    expect(await readdir(path.dirname(target))).toEqual([MODEL_FILE]);
    await rm(folder, { recursive: true });
  });
});
