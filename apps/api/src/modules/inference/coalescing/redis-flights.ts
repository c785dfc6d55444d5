import type { OnApplicationShutdown } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { parseJson } from '../../../common/redis/parse-json.js';
import { RedisLease } from '../../../common/redis/redis-lease.js';
import type { RedisLink } from '../../../common/redis/redis-link.js';
import type { FromOwner, ToOwner } from './flight.messages.js';
import { FlightFollower } from './flight.follower.js';
import { FlightForwarder } from './flight.forwarder.js';
import { type Flight, Flights } from './flights.js';

/** How long a claim lasts that its process does not renew. */
const CLAIM_MS = 9_000;
const RENEW_MS = 3_000;

/**
 * Several processes on one Redis: who claims identical work first does it, and the others read along. A claim costs two
 * commands; the events of an execution go over Redis only while somebody elsewhere wants them. While Redis is out of
 * reach each process does its own work.
 */
export class RedisFlights extends Flights implements OnApplicationShutdown {
  private readonly id = randomUUID();
  private readonly followers = new Map<string, { take(message: FromOwner): void }>();
  private readonly forwarders = new Map<string, FlightForwarder>();
  private readonly claimed = new Map<string, RedisLease>();
  private readonly renewing: NodeJS.Timeout;

  constructor(private readonly link: RedisLink) {
    super();
    void link.listen(this.channelOf(this.id), (text) => this.hear(text));
    this.renewing = setInterval(() => this.renew(), RENEW_MS).unref();
  }

  async carryOut<T>(flight: Flight<T>): Promise<void> {
    const { key, execute, ending, push, setElsewhere } = flight;
    const lease = new RedisLease(this.link, this.link.name(`flight:${key}`), CLAIM_MS);
    const owner = await lease.claim(this.id).catch(() => undefined);
    ending.signal.throwIfAborted();
    if (owner !== undefined && owner !== this.id) {
      setElsewhere(true);
      if (await this.follow(owner, flight)) return;
      setElsewhere(false);
      return execute(ending, push, true);
    }
    this.claimed.set(key, lease);
    try {
      await execute(ending, push, false);
    } finally {
      this.claimed.delete(key);
      if (owner !== undefined) void lease.release(this.id);
    }
  }

  onApplicationShutdown(): void {
    clearInterval(this.renewing);
    for (const forwarder of this.forwarders.values()) forwarder.close();
  }

  /** @returns whether the work was done: not when its process is gone before anything was passed on */
  private async follow<T>(owner: string, flight: Flight<T>): Promise<boolean> {
    const id = randomUUID();
    const follower = new FlightFollower(
      flight,
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
    if ('next' in message) this.forward(message);
    else if ('seen' in message) this.forwarders.get(message.id)?.heard(message.seen);
    else if ('left' in message) this.forwarders.get(message.id)?.close();
    else this.followers.get(message.id)?.take(message);
  }

  private forward({ id, from, key, next }: Extract<ToOwner, { next: number }>): void {
    this.forwarders.get(id)?.close();
    const source = this.own(key);
    const send = (message: FromOwner) => this.send(from, message);
    if (!source) return void send({ id, unknown: true }).catch(() => undefined);
    const forwarder = new FlightForwarder(id, next, send);
    this.forwarders.set(id, forwarder);
    void forwarder.forward(source).finally(() => {
      if (this.forwarders.get(id) === forwarder) this.forwarders.delete(id);
    });
  }

  private send(process: string, message: object): Promise<number> {
    return this.link.publish(this.channelOf(process), message);
  }

  private channelOf(process: string): string {
    return this.link.name(`flights:${process}`);
  }

  private renew(): void {
    for (const lease of this.claimed.values()) lease.renew(this.id).catch(() => undefined);
  }
}
