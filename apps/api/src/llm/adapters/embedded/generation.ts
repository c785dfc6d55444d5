import type { BackendFinish, ChatChunk, ChatRequest } from '../../llm.port.js';
import { textReader, type TextReader } from '../../think-splitter.js';
import { chatTask } from './chat-task.js';
import { ChunkQueue } from './chunk-queue.js';
import type { Engine } from './engine.js';
import type { ResidentModel } from './resident-model.js';
import { textTask } from './text-task.js';
import type { WrittenChunk } from './writing-task.js';

/** Answers a conversation, or continues a text, with a model in memory. Ends within one token of the abort. */
export async function* generate(
  engine: Engine,
  resident: ResidentModel,
  request: ChatRequest,
  signal: AbortSignal,
): AsyncGenerator<ChatChunk> {
  const task = request.text
    ? await textTask(engine, resident, request, request.text)
    : await chatTask(engine, resident, request);
  const sequence = await resident.sequences.take(signal);
  const leaving = new AbortController();
  const queue = new ChunkQueue<WrittenChunk>();
  const meter = sequence.tokenMeter.getState();
  const started = performance.now();
  const running = task
    .write(sequence, AbortSignal.any([signal, leaving.signal]), (chunk) => queue.push(chunk))
    .finally(() => queue.end());
  // The loop below reports the failure; this catch keeps it from being unhandled when nobody reads the loop any more.
  running.catch((error: unknown) => queue.fail(error));
  try {
    let firstAt = 0;
    for await (const part of partsOf(queue, textReader(request))) {
      firstAt ||= performance.now();
      signal.throwIfAborted();
      yield part;
    }
    const { stopReason, calls = [] } = await running;
    signal.throwIfAborted();
    if (calls.length) yield { type: 'tool_calls', calls };
    const now = performance.now();
    yield {
      type: 'done',
      finish_reason: calls.length ? 'tool_calls' : finishOf(stopReason),
      usage: { input_tokens: task.tokens, output_tokens: sequence.tokenMeter.diff(meter).usedOutputTokens },
      timings: { prompt_ms: (firstAt || now) - started, eval_ms: firstAt ? now - firstAt : 0 },
    };
  } finally {
    leaving.abort();
    // The sequence is free only after the engine has released it.
    await running.catch(() => undefined);
    resident.sequences.give(sequence);
  }
}

async function* partsOf(queue: AsyncIterable<WrittenChunk>, reader: TextReader): AsyncGenerator<ChatChunk> {
  for await (const { type, text } of queue) {
    if (!text) continue;
    if (type === 'segment') yield { type: 'thinking', text };
    else yield* reader.push(text);
  }
  yield* reader.end();
}

const finishOf = (stopReason: string): BackendFinish => (stopReason === 'maxTokens' ? 'length' : 'stop');
