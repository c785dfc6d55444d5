import { Injectable } from '@nestjs/common';
import type { ChatRequest } from '../../llm/index.js';
import { ModelCatalog, ModelMeasures, type Model, withoutAddress } from '../models/index.js';
import { charsOf, tokensOf } from './context-fit.js';

/** Longer prompts are estimated: the embedded engine counts in this process, and they fit into no context anyway. */
const MAX_COUNTED_CHARS = 400_000;

export interface TokenCount {
  tokens: number;
  /** Set when it is ours, from the length of the text: the backend has no tokenizer to ask. */
  estimated?: true;
}

/** Counts prompts without answering them. */
@Injectable()
export class TokenCounter {
  constructor(
    private readonly catalog: ModelCatalog,
    private readonly measures: ModelMeasures,
  ) {}

  /** @throws DomainError what the catalog and the adapters throw; the signal's reason */
  async count(model: Model, request: ChatRequest, signal: AbortSignal): Promise<TokenCount> {
    try {
      const { backend, info } = await this.catalog.locate(model);
      const isCountable = charsOf(request) <= MAX_COUNTED_CHARS;
      const tokens = isCountable && (await backend.countTokens?.({ ...request, model: info.name }, signal));
      if (tokens) return { tokens };
    } catch (error) {
      throw withoutAddress(error, this.catalog.backends);
    }
    return { tokens: Math.max(1, tokensOf(request, this.measures.of(model.id).chars_per_token)), estimated: true };
  }
}
