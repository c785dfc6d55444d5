import { Injectable } from '@nestjs/common';
import { Broadcast } from '../../../common/broadcast.js';
import type { ChatChunk, QueuePosition } from '../../../llm/index.js';

/** What is heard of a question on its way: places in the queue, the start at the backend (with the context length and how many messages did not fit), the answer. */
export type FlightStep =
  | { type: 'queued'; position: QueuePosition }
  | { type: 'started'; window: number | null; dropped: number }
  | { type: 'chunk'; chunk: ChatChunk };

/** Asks the backend: tells each step, and throws what went wrong. */
export type Fly = (signal: AbortSignal, tell: (step: FlightStep) => void) => Promise<void>;

/**
 * One question to a backend and all who wait for its answer. Whoever leaves, leaves alone; when the last one has left, the backend
 * is stopped. So one person's Stop never takes the answer away from another who asked the same.
 */
class Flight {
  private readonly steps = new Broadcast<FlightStep>();
  private readonly aborter = new AbortController();
  private readonly landed: Promise<void>;
  private passengers = 0;
  private failure: unknown;

  constructor(
    fly: Fly,
    private readonly left: () => void,
  ) {
    this.landed = fly(this.aborter.signal, (step) => this.steps.tell(step))
      .catch((error: unknown) => (this.failure = error))
      .then(() => {
        left();
        this.steps.end();
      });
  }

  /** Every step, also those that were before. @throws the signal's reason, or what went wrong */
  async *board(signal: AbortSignal): AsyncGenerator<FlightStep> {
    this.passengers++;
    try {
      for await (const batch of this.steps.from(0, signal)) {
        // Of the places in the queue only the last one is news.
        for (const [i, step] of batch.entries()) if (step.type !== 'queued' || i === batch.length - 1) yield step;
        signal.throwIfAborted();
      }
      signal.throwIfAborted();
      if (this.failure !== undefined) throw this.failure;
    } finally {
      if (--this.passengers === 0 && !this.steps.isOver) {
        this.left(); // Who asks the same from now on asks anew.
        this.aborter.abort(new Error('nobody waits for the answer any more'));
        await this.landed;
      }
    }
  }
}

/** The questions that are under way, so that the same one is asked once. */
@Injectable()
export class Flights {
  private readonly byKey = new Map<string, Flight>();

  /**
   * Boards the flight of this question, or starts one.
   * @param key of the question; `undefined`: nobody else may come along
   * @returns the steps, and whether the question was under way already
   */
  board(
    key: string | undefined,
    signal: AbortSignal,
    fly: Fly,
  ): { steps: AsyncGenerator<FlightStep>; joined: boolean } {
    const known = key === undefined ? undefined : this.byKey.get(key);
    if (known) return { steps: known.board(signal), joined: true };
    const flight: Flight = new Flight(
      fly,
      () => key !== undefined && this.byKey.get(key) === flight && this.byKey.delete(key),
    );
    if (key !== undefined) this.byKey.set(key, flight);
    return { steps: flight.board(signal), joined: false };
  }
}
