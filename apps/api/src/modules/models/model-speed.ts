import { Injectable } from '@nestjs/common';

/** Weight of the newest answer in the running mean. */
const NEWEST = 0.3;

/** How fast each model has been on this hardware, as a running mean since the start of the process. */
@Injectable()
export class ModelSpeed {
  private readonly means = new Map<string, number>();

  /** @param tokensPerSecond of one finished answer, as the backend measured it */
  learn(modelId: string, tokensPerSecond: number): void {
    const mean = this.means.get(modelId);
    this.means.set(modelId, mean === undefined ? tokensPerSecond : mean + NEWEST * (tokensPerSecond - mean));
  }

  /** Tokens per second, or `null` before the first answer. */
  of(modelId: string): number | null {
    const mean = this.means.get(modelId);
    return mean === undefined ? null : Math.round(mean * 10) / 10;
  }
}
