import type { OnApplicationShutdown } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { parseJson } from '../../../common/redis/parse-json.js';
import { RedisLease } from '../../../common/redis/redis-lease.js';
import type { RedisLink } from '../../../common/redis/redis-link.js';
import type { ActiveCompletions } from '../active-completions.js';
import type { FromOwner, ToOwner } from './flight.messages.js';
import { FlightFollower } from './flight.follower.js';
import { FlightPublisher } from './flight.publisher.js';
import { type Flight, Flights } from './flights.js';

/** How long a claim lasts that its process does not renew. */
const CLAIM_MS = 9_000;
const RENEW_MS = 3_000;
/** How often work is followed whose process is lost; then it is done without a claim. */
const MAX_LOST = 2;
/** A Redis that takes longer for a claim is left alone for a while: nobody waits for it with every question. */
const SLOW_MS = 250;
const PAUSE_MS = 5_000;

/**
 * Several processes on one Redis: who claims identical work first does it, and the others read along. A claim costs two
 * commands; the events of an execution go over Redis only while somebody elsewhere wants them. Its value names the
 * process and the one execution, so that nobody gets parts of two. While Redis is out of reach each process does its
 * own work.
 */
export class RedisFlights extends Flights implements OnApplicationShutdown {
  private readonly id = randomUUID();
  private readonly followers = new Map<string, Pick<FlightFollower<unknown>, 'take' | 'join'>>();
  private readonly publisher: FlightPublisher;
  /** By the value of the claim. */
  private readonly claimed = new Map<string, RedisLease>();
  private readonly renewing: NodeJS.Timeout;
  private pausedUntil = 0;

  /** @param active what this process finishes before it stops: readers elsewhere count, too */
  constructor(
    private readonly link: RedisLink,
    active: ActiveCompletions,
  ) {
    super();
    this.publisher = new FlightPublisher(
      (process, message) => this.send(process, message),
      () => link.readyMs,
      (ending) => active.enter(undefined, ending),
    );
    void link.listen(this.channelOf(this.id), (text) => this.hear(text));
    link.onReady(() => this.followers.forEach((follower) => follower.join()));
    this.renewing = setInterval(() => this.renew(), RENEW_MS).unref();
  }

  async carryOut<T>(flight: Flight<T>): Promise<void> {
    const { key, ending, setElsewhere } = flight;
    const execution = randomUUID();
    const claim = `${this.id}/${execution}`;
    const lease = new RedisLease(this.link, this.link.name(`flight:${key}`), CLAIM_MS);
    let mayHaveClaim = true;
    try {
      for (let round = 0; ; round++) {
        const holder = performance.now() < this.pausedUntil ? null : await this.claim(lease, claim);
        mayHaveClaim = holder === claim || holder === null;
        ending.signal.throwIfAborted();
        if (holder === claim) return await this.carryOutHere(flight, execution, claim, lease, round > 0);
        if (holder === null || round === MAX_LOST) return await flight.execute(ending, flight.push, round > 0);
        if (holder === undefined) continue;
        // An older execution of this process is over, or nobody wants it any more: else it would have been joined.
        if (!holder.startsWith(this.id)) {
          setElsewhere(true);
          if (await this.follow(holder, flight)) return;
          setElsewhere(false);
        }
        await lease.release(holder);
      }
    } finally {
      if (mayHaveClaim) void lease.release(claim);
    }
  }

  onApplicationShutdown(): void {
    clearInterval(this.renewing);
    this.publisher.close();
  }

  /** @returns as `RedisLease.claim`; `null` while Redis is out of reach */
  private async claim(lease: RedisLease, claim: string): Promise<string | null | undefined> {
    const began = performance.now();
    const holder = await lease.claim(claim).catch(() => null);
    const now = performance.now();
    if (now - began > SLOW_MS) this.pausedUntil = now + PAUSE_MS;
    return holder;
  }

  private async carryOutHere<T>(
    { execute, ending, push, subscribe }: Flight<T>,
    execution: string,
    claim: string,
    lease: RedisLease,
    again: boolean,
  ): Promise<void> {
    this.claimed.set(claim, lease);
    const end = this.publisher.share(execution, subscribe);
    try {
      await execute(ending, push, again);
    } finally {
      this.claimed.delete(claim);
      end();
    }
  }

  /** @returns whether the work was done: not when its process is gone before anything was passed on */
  private async follow<T>(holder: string, flight: Flight<T>): Promise<boolean> {
    const id = randomUUID();
    const [owner = '', execution = ''] = holder.split('/');
    const follower = new FlightFollower(
      flight,
      execution,
      (message) => this.send(owner, { id, ...message }),
      this.id,
      () => this.link.readyMs,
    );
    this.followers.set(id, follower);
    try {
      return await follower.follow();
    } finally {
      this.followers.delete(id);
    }
  }

  private hear(text: string): void {
    const message = parseJson<ToOwner | FromOwner>(text);
    if (!message) return;
    if ('next' in message || 'seen' in message || 'left' in message) this.publisher.hear(message);
    else this.followers.get(message.id)?.take(message);
  }

  private send(process: string, message: object): Promise<number> {
    return this.link.publish(this.channelOf(process), message);
  }

  private channelOf(process: string): string {
    return this.link.name(`flights:${process}`);
  }

  private renew(): void {
    for (const [claim, lease] of this.claimed) lease.renew(claim).catch(() => undefined);
  }
}
