import type { ChatWrapper, Llama, LlamaContext, LlamaContextSequence, LlamaModel } from 'node-llama-cpp';
import type { BackendModel } from '../../llm.port.js';
import type { Engine } from './engine.js';
import { LendingPool } from './pool.js';

/**
 * Longest context a model gets here: on a CPU longer prompts take minutes to read, and each token of it costs memory.
 */
const MAX_CONTEXT = 4096;
/** A model this small may use the whole context it was trained for. */
const SMALL_BYTES = 50 * 1024 * 1024;

/** Tokens a conversation may have here. @param size_bytes of the file; `null` counts as large */
export function contextSizeOf({
  size_bytes,
  context_length,
}: Pick<BackendModel, 'size_bytes' | 'context_length'>): number | null {
  const small = size_bytes !== null && size_bytes < SMALL_BYTES;
  return small || context_length === null ? context_length : Math.min(context_length, MAX_CONTEXT);
}

export interface ResidentOptions {
  threads: number;
  /** Answers in progress at the same time; each has its own context. */
  sequences: number;
}

/** A model in memory, with its context and the sequences in it. */
export class ResidentModel {
  readonly sequences: LendingPool<LlamaContextSequence>;
  readonly wrapper: ChatWrapper;

  private constructor(
    engine: Engine,
    readonly llama: Llama,
    readonly model: LlamaModel,
    private readonly context: LlamaContext,
  ) {
    // `getSequence` throws beyond the number the context was created for, so all are taken now.
    this.sequences = new LendingPool(Array.from({ length: context.totalSequences }, () => context.getSequence()));
    this.wrapper = engine.resolveChatWrapper(model, { warningLogs: false });
  }

  static async load(
    engine: Engine,
    llama: Llama,
    file: string,
    { threads, sequences }: ResidentOptions,
  ): Promise<ResidentModel> {
    const model = await llama.loadModel({ modelPath: file });
    try {
      const contextSize = contextSizeOf({ size_bytes: model.size, context_length: model.trainContextSize })!;
      return new ResidentModel(engine, llama, model, await model.createContext({ contextSize, sequences, threads }));
    } catch (error) {
      await model.dispose();
      throw error;
    }
  }

  /** Tokens one conversation may have, answer included. */
  get contextSize(): number {
    return this.context.contextSize;
  }

  get busy(): boolean {
    return this.sequences.inUse > 0;
  }

  dispose(): Promise<void> {
    return this.model.dispose();
  }
}
