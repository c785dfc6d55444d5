import type { ChatWrapper, Llama, LlamaContext, LlamaContextSequence, LlamaModel } from 'node-llama-cpp';
import type { Engine } from './engine.js';
import { LendingPool } from './pool.js';

/** Longest context a model gets here: on a CPU, longer prompts take minutes to read, and each token of it costs memory. */
const MAX_CONTEXT = 4096;
/** A model this small may have all the context it was made for. */
const SMALL_BYTES = 50 * 1024 * 1024;

export interface ResidentOptions {
  threads: number;
  /** Answers at a time; each has a context of its own. */
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
    // `getSequence` throws beyond the number the context was made for, so all are taken now.
    this.sequences = new LendingPool(Array.from({ length: context.totalSequences }, () => context.getSequence()));
    this.wrapper = engine.resolveChatWrapper(model, { warningLogs: false });
  }

  static async load(engine: Engine, llama: Llama, file: string, { threads, sequences }: ResidentOptions): Promise<ResidentModel> {
    const model = await llama.loadModel({ modelPath: file });
    try {
      const contextSize = model.size < SMALL_BYTES ? model.trainContextSize : Math.min(model.trainContextSize, MAX_CONTEXT);
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
