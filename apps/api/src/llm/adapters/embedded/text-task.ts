import type { LlamaModel, Token } from 'node-llama-cpp';
import type { ChatRequest, TextPrompt } from '../../llm.port.js';
import { cannotFillGap } from '../http/faults.js';
import { requireRoom } from './count-prompt.js';
import type { Engine } from './engine.js';
import type { ResidentModel } from './resident-model.js';
import { grammarOf, sampling } from './sampling.js';
import type { WritingTask } from './writing-task.js';

/** Marks of a gap: the beginning of what is before it, of what is after it, and of the gap itself. */
const MARKS_OF_GAP = 3;

/**
 * Continues a text as it is, or fills the gap before its suffix with the marks that the model was trained with.
 * @throws DomainError `llm.unsupported`, `llm.rejected`, `llm.context-exceeded`
 */
export async function textTask(
  engine: Engine,
  resident: ResidentModel,
  request: ChatRequest,
  text: TextPrompt,
): Promise<WritingTask> {
  const prompt = tokenized(resident.model, request.model, text);
  const options = { ...sampling(resident, request), grammar: await grammarOf(resident, request) };
  requireRoom(resident, request.model, prompt.count, { wanted: request.options?.num_ctx, canShrink: false });
  return {
    tokens: prompt.count,
    async write(contextSequence, signal, push) {
      const completion = new engine.LlamaCompletion({ contextSequence });
      const all = { ...options, signal, onTextChunk: (piece: string) => push({ text: piece }) };
      try {
        const { metadata } = prompt.after
          ? await completion.generateInfillCompletionWithMeta(prompt.before, prompt.after, all)
          : await completion.generateCompletionWithMeta(prompt.before, all);
        return { stopReason: metadata.stopReason };
      } finally {
        completion.dispose();
      }
    },
  };
}

/** Tokens of a text. @throws DomainError `llm.unsupported`: a suffix, and the model has no marks for a gap */
export const countText = (model: LlamaModel, name: string, text: TextPrompt): number =>
  tokenized(model, name, text).count;

interface TokenizedText {
  before: Token[];
  /** Absent where there is no gap to fill. */
  after?: Token[];
  count: number;
}

function tokenized(model: LlamaModel, name: string, { prompt, suffix }: TextPrompt): TokenizedText {
  const { infill, shouldPrependBosToken } = model.tokens;
  const first = shouldPrependBosToken ? 1 : 0;
  if (suffix === undefined) {
    // Whoever sends a raw text writes the marks of the template himself, so they are read as marks.
    const before = model.tokenize(prompt, true);
    return { before, count: before.length + first };
  }
  if (infill.prefix === null || infill.suffix === null) throw cannotFillGap(name);
  const [before, after] = [prompt, suffix].map((part) => model.tokenize(part, false, 'trimLeadingSpace'));
  return { before: before!, after, count: before!.length + after!.length + first + MARKS_OF_GAP };
}
