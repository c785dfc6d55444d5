import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CONTEXT_LENGTH, MODEL_NAME, buildTinyModel, textOf } from '@pocket-llm/tiny-model';
import type { DomainError } from '../../../common/errors/domain-error.js';
import type { ChatRequest, TextPrompt } from '../../llm.port.js';
import { collect } from '../../testing/llm.contract.js';
import { EmbeddedBackend } from './embedded.backend.js';

const FILLER = 'filler';
let folder: string;
let backend: EmbeddedBackend;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'embedded-'));
  await writeFile(path.join(folder, `${FILLER}.gguf`), buildTinyModel({ infill: true }));
  backend = new EmbeddedBackend({ folder, threads: 1 });
});
afterAll(async () => {
  await backend.close();
  await rm(folder, { recursive: true });
});

/** A text to continue. */
const raw = (text: TextPrompt, more: Partial<ChatRequest> = {}): ChatRequest => ({
  model: MODEL_NAME,
  messages: [],
  text,
  ...more,
});
const ASKED = '<|im_start|>user\npoem<|im_end|>\n<|im_start|>assistant\n';

describe('raw text on the embedded engine', () => {
  it('reaches the model without its template, with the marks that the caller wrote', async () => {
    expect((await collect(backend, raw({ prompt: ASKED }))).text).toBe(textOf('poem'));
    // The template would have made a question of it, which is answered.
    expect((await collect(backend, raw({ prompt: 'poem' }))).text).toBe('');
  });

  it('is continued where it ends', async () => {
    const start = 'No teacher shaped';
    expect((await collect(backend, raw({ prompt: ASKED + start }))).text).toBe(textOf('poem').slice(start.length));
  });

  it('counts its own tokens and those of the answer', async () => {
    const { done } = await collect(backend, raw({ prompt: ASKED }, { options: { num_predict: 3 } }));
    const counted = await backend.countTokens(raw({ prompt: ASKED }), new AbortController().signal);
    // The beginning of all texts, a turn of the user in one token, its text, the end, a line break, the answer's start.
    expect(counted).toBe(6);
    expect(done).toMatchObject([{ finish_reason: 'length', usage: { input_tokens: counted, output_tokens: 3 } }]);
  });

  it('ends before a stop text', async () => {
    const { text, done } = await collect(backend, raw({ prompt: ASKED }, { options: { stop: ['corpus'] } }));
    expect(text).toBe(textOf('poem').slice(0, textOf('poem').indexOf('corpus')));
    expect(done).toMatchObject([{ finish_reason: 'stop' }]);
  });

  it('keeps marks of thinking in the text, where they belong', async () => {
    const { text, thinking } = await collect(backend, raw({ prompt: ASKED.replace('poem', 'think') }));
    expect([text, thinking]).toEqual([textOf('think'), '']);
  });

  it('ends with the reason of an abort, and frees its place', async () => {
    const abort = new AbortController();
    const answer = backend.chat(raw({ prompt: ASKED.replace('poem', 'count') }), abort.signal);
    const read = async () => {
      for await (const { type } of answer) if (type === 'text') abort.abort('enough');
    };
    await expect(read()).rejects.toBe('enough');
    await backend.unload(MODEL_NAME);
  });

  it('is refused with both figures when it does not fit', async () => {
    const { code, error } = await collect(backend, raw({ prompt: 'x'.repeat(9000) }));
    expect(code).toBe('llm.context-exceeded');
    const { prompt_tokens, context_tokens } = (error as DomainError).members as Record<string, number>;
    expect(prompt_tokens).toBeGreaterThan(9000);
    expect(context_tokens).toBeLessThan(CONTEXT_LENGTH);
  });
});

describe('a gap in the middle', () => {
  it('is filled with the marks of the model, between what is before it and what is after it', async () => {
    const fill = (prompt: string, suffix: string) => collect(backend, raw({ prompt, suffix }, { model: FILLER }));
    expect((await fill('poem', 'the end')).text).toBe(textOf('poem'));
    // What stands nearest to the gap's mark is the suffix.
    expect((await fill('poem', 'help')).text).toBe(textOf('help'));
  });

  it('counts the marks, too', async () => {
    const request = raw({ prompt: 'poem', suffix: 'help' }, { model: FILLER, options: { num_predict: 1 } });
    expect((await collect(backend, request)).done).toMatchObject([{ usage: { input_tokens: 6, output_tokens: 1 } }]);
  });

  it('is offered by models that have the marks, and refused by name by others', async () => {
    const capabilities = async (name: string) =>
      (await backend.models()).find((model) => model.name === name)!.capabilities;
    expect(await capabilities(FILLER)).toContain('insert');
    expect(await capabilities(MODEL_NAME)).not.toContain('insert');
    const { code, error } = await collect(backend, raw({ prompt: 'a', suffix: 'b' }));
    expect([code, (error as DomainError).detail]).toEqual(['llm.unsupported', expect.stringContaining('suffix')]);
  });
});
