import { DomainError } from '../../common/errors/domain-error.js';
import type { ChatChunk, ChatMessage, ChatRequest, LlmBackend } from '../llm.port.js';

/** What an adapter's spec prepares: requests that make its backend behave in a known way. */
export interface ContractSubject {
  backend: LlmBackend;
  plain: { request: ChatRequest; text: string; stopWord: string };
  /** Multi-byte characters, split across chunks where the backend can do that. */
  multibyte: { request: ChatRequest; text: string };
  endless: ChatRequest;
  thinking: { request: ChatRequest; thought: string; answer: string };
  toolCall: { request: ChatRequest; name: string; arguments: Record<string, unknown> };
  /** Fails before its first part. */
  failing: ChatRequest;
  /** Dies after some text; absent for a backend that cannot. */
  dying?: ChatRequest;
  /** The same adapter with no backend behind it. */
  outOfReach: LlmBackend;
  /** Resolves once the backend has stopped the abandoned answer. */
  freed(): Promise<unknown>;
  close(): Promise<void>;
}

export const ask = (model: string, content: string, more: Partial<ChatRequest> = {}): ChatRequest => ({
  model,
  messages: [{ role: 'user', content }],
  ...more,
});

/** Everything an answer consisted of, and what it threw. */
export async function collect(
  backend: LlmBackend,
  request: ChatRequest,
  signal: AbortSignal = new AbortController().signal,
) {
  const chunks: ChatChunk[] = [];
  let error: unknown;
  try {
    for await (const chunk of backend.chat(request, signal)) chunks.push(chunk);
  } catch (thrown) {
    error = thrown;
  }
  const textOf = (type: 'text' | 'thinking') => chunks.map((chunk) => (chunk.type === type ? chunk.text : '')).join('');
  const calls = chunks.flatMap((chunk) => (chunk.type === 'tool_calls' ? chunk.calls : []));
  const done = chunks.filter((chunk) => chunk.type === 'done');
  return {
    chunks,
    error,
    code: error instanceof DomainError ? error.code : undefined,
    text: textOf('text'),
    thinking: textOf('thinking'),
    calls,
    done,
  };
}

/** What every adapter must do, whatever backend is behind it. */
export function describeBackend(name: string, prepare: () => Promise<ContractSubject>): void {
  describe(`${name}: the contract of a backend`, () => {
    let subject: ContractSubject;
    beforeAll(async () => {
      subject = await prepare();
    });
    afterAll(() => subject.close());

    it('yields the parts in order and then exactly one done', async () => {
      const { plain, backend } = subject;
      const { chunks, text, done, error } = await collect(backend, plain.request);
      expect(error).toBeUndefined();
      expect(text).toBe(plain.text);
      expect(done).toHaveLength(1);
      expect(chunks.at(-1)).toMatchObject({ type: 'done', finish_reason: 'stop' });
      expect(chunks.filter(({ type }) => type === 'text').length).toBeGreaterThan(3);
    });

    it('counts what was read and written', async () => {
      const { done } = await collect(subject.backend, subject.plain.request);
      expect(done[0]?.usage.input_tokens).toBeGreaterThan(0);
      expect(done[0]?.usage.output_tokens).toBeGreaterThan(3);
    });

    it('keeps multi-byte characters whole', async () => {
      const { text } = await collect(subject.backend, subject.multibyte.request);
      expect(text).toBe(subject.multibyte.text);
    });

    it('ends with the reason of an abort, and frees the backend', async () => {
      const abort = new AbortController();
      const reason = new Error('the person pressed Stop');
      const parts = subject.backend.chat(subject.endless, abort.signal)[Symbol.asyncIterator]();
      let seen = 0;
      const read = async () => {
        for (let next = await parts.next(); !next.done; next = await parts.next())
          if (next.value.type === 'text' && ++seen === 3) abort.abort(reason);
      };
      await expect(read()).rejects.toBe(reason);
      expect(seen).toBe(3);
      await subject.freed();
    });

    it('frees the backend when the reader leaves the loop', async () => {
      for await (const chunk of subject.backend.chat(subject.endless, new AbortController().signal))
        if (chunk.type === 'text') break;
      await subject.freed();
    });

    it('does nothing when the signal is already aborted', async () => {
      const { chunks, error } = await collect(subject.backend, subject.plain.request, AbortSignal.abort('too late'));
      expect([chunks, error]).toEqual([[], 'too late']);
    });

    it('obeys the maximum answer length', async () => {
      const { text, done } = await collect(subject.backend, { ...subject.plain.request, options: { num_predict: 3 } });
      expect(done[0]).toMatchObject({ finish_reason: 'length', usage: { output_tokens: 3 } });
      expect(text.length).toBeGreaterThan(0);
      expect(subject.plain.text.startsWith(text)).toBe(true);
    });

    it('stops before a stop sequence', async () => {
      const { text: whole, stopWord, request } = subject.plain;
      const { text, done } = await collect(subject.backend, { ...request, options: { stop: [stopWord] } });
      expect(text.trimEnd()).toBe(whole.slice(0, whole.indexOf(stopWord)).trimEnd());
      expect(done[0]?.finish_reason).toBe('stop');
    });

    it('separates thinking from the answer', async () => {
      const { request, thought, answer } = subject.thinking;
      const { thinking, text, chunks } = await collect(subject.backend, request);
      expect([thinking.trim(), text]).toEqual([thought, answer]);
      const order = chunks.map(({ type }) => type);
      expect(order.lastIndexOf('thinking')).toBeLessThan(order.indexOf('text'));
    });

    it('yields whole tool calls, and continues after their results', async () => {
      const { request, name: tool, arguments: args } = subject.toolCall;
      const { calls, done } = await collect(subject.backend, request);
      expect(calls).toEqual([{ id: expect.stringMatching(/./), name: tool, arguments: args }]);
      expect(done[0]?.finish_reason).toBe('tool_calls');
      const result: ChatMessage[] = [
        { role: 'assistant', content: '', tool_calls: calls },
        { role: 'tool', content: '22 °C', tool_name: tool, tool_call_id: calls[0]?.id },
      ];
      const after = await collect(subject.backend, { ...request, messages: [...request.messages, ...result] });
      expect(after).toMatchObject({ error: undefined, calls: [], done: [{ finish_reason: 'stop' }] });
      expect(after.text.length).toBeGreaterThan(10);
    });

    it('says how to get a missing model', async () => {
      const { code, chunks, error } = await collect(subject.backend, {
        ...subject.plain.request,
        model: 'no-such-model',
      });
      expect(code).toBe('model.not-pulled');
      expect((error as DomainError).detail).toContain('no-such-model');
      expect(chunks.filter(({ type }) => type !== 'loading')).toEqual([]);
    });

    it('reports a fault before the first part', async () => {
      const { code, text, done } = await collect(subject.backend, subject.failing);
      expect([code, text, done]).toEqual(['llm.failed', '', []]);
    });

    it('keeps what came before the backend died, and says that it did', async () => {
      if (!subject.dying) return expect(subject.backend.provider).toBe('embedded');
      const { code, text, done } = await collect(subject.backend, subject.dying);
      expect(code).toBe('llm.ended-early');
      expect(text.length).toBeGreaterThan(0);
      expect(done).toEqual([]);
    });

    it('says what to do when it is unreachable', async () => {
      const { outOfReach, plain } = subject;
      expect(await outOfReach.health()).toMatchObject({ reachable: false, detail: expect.stringMatching(/\w+ .*\./) });
      expect((await collect(outOfReach, plain.request)).code).toBe('llm.unavailable');
      await expect(outOfReach.models()).rejects.toMatchObject({ code: 'llm.unavailable' });
    });

    it('is healthy and lists its models', async () => {
      expect(await subject.backend.health()).toMatchObject({ reachable: true });
      const models = await subject.backend.models();
      const mine = models.find(({ name: model }) => model === subject.plain.request.model);
      expect(mine).toMatchObject({
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
        loaded: true,
        capabilities: expect.arrayContaining(['completion']),
      });
      expect(new Set(models.map(({ digest }) => digest)).size).toBe(models.length);
    });

    it('answers several requests at once without mixing them up', async () => {
      const [one, two, three] = await Promise.all(
        [subject.plain, subject.multibyte, subject.plain].map(({ request }) => collect(subject.backend, request)),
      );
      expect([one?.text, two?.text, three?.text]).toEqual([
        subject.plain.text,
        subject.multibyte.text,
        subject.plain.text,
      ]);
    });
  });
}
