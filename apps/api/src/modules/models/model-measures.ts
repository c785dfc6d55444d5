import { Injectable } from '@nestjs/common';

/** Weight of the newest answer in a running mean. */
const NEWEST = 0.3;
/** Characters per token before the first measurement: about right for English. */
export const USUAL_CHARS_PER_TOKEN = 4;
/** Shorter prompts are not measured, because the template's own tokens weigh too much. */
const TELLING_TOKENS = 100;
/**
 * Ratios outside these bounds are not measurements: some backends count only the tokens that were not in their prompt
 * cache.
 */
const [LEAST_CHARS, MOST_CHARS] = [0.5, 8];

interface Measures {
  speed?: number;
  loadMs?: number;
  charsPerToken?: number;
}

/** Measurements of each model on this hardware, since the start of the process. */
@Injectable()
export class ModelMeasures {
  private readonly byModel = new Map<string, Measures>();

  /** @param tokensPerSecond of one finished answer, as the backend measured it */
  learnSpeed(modelId: string, tokensPerSecond: number): void {
    const known = this.entry(modelId);
    known.speed = mean(known.speed, tokensPerSecond);
  }

  /** @param ms that the backend took to load it */
  learnLoad(modelId: string, ms: number): void {
    this.entry(modelId).loadMs = Math.round(ms);
  }

  /** @param chars of a whole prompt, together with the tokens its backend counted */
  learnLength(modelId: string, chars: number, tokens: number): void {
    const ratio = chars / tokens;
    if (tokens < TELLING_TOKENS || ratio < LEAST_CHARS || ratio > MOST_CHARS) return;
    const known = this.entry(modelId);
    known.charsPerToken = mean(known.charsPerToken, ratio);
  }

  of(modelId: string): { tokens_per_second: number | null; load_ms: number | null; chars_per_token: number } {
    const { speed, loadMs = null, charsPerToken = USUAL_CHARS_PER_TOKEN } = this.byModel.get(modelId) ?? {};
    return {
      tokens_per_second: speed === undefined ? null : rounded(speed),
      load_ms: loadMs,
      chars_per_token: rounded(charsPerToken),
    };
  }

  private entry(modelId: string): Measures {
    const entry = this.byModel.get(modelId) ?? {};
    this.byModel.set(modelId, entry);
    return entry;
  }
}

const mean = (before: number | undefined, newest: number): number =>
  before === undefined ? newest : before + NEWEST * (newest - before);
const rounded = (value: number): number => Math.round(value * 10) / 10;
