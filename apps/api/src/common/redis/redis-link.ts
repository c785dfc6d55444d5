import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { redisClient, type RedisClient } from './redis-client.js';

type Listener = (message: string) => void;

/** How long after a broken connection another one is tried. */
const RECONNECT_MS = 1_000;

/**
 * What the processes of one installation say to each other: commands, and channels whose messages reach all that
 * listen at that moment. One connection for each of the two, however many listen. While Redis is out of reach,
 * commands fail at once; channels are listened to again by themselves.
 */
export class RedisLink implements OnApplicationShutdown {
  private readonly logger = new Logger('Redis');
  private readonly channels = new Map<string, Set<Listener>>();
  private readonly waking = new Set<() => void>();
  private closed = false;

  /** For commands. */
  readonly client: RedisClient;
  private readonly subscriber: RedisClient;

  /** Connects in the background: a portal starts without its Redis. */
  constructor(url: string) {
    this.client = redisClient(url);
    this.subscriber = redisClient(url);
    this.keepOpen(this.client);
    this.keepOpen(this.subscriber);
    this.subscriber.on('ready', () => this.waking.forEach((wake) => wake()));
  }

  /** @returns how many processes listen. @throws Error while Redis is out of reach */
  publish(channel: string, message: unknown): Promise<number> {
    return this.client.publish(channel, JSON.stringify(message));
  }

  /**
   * Calls the listener with each message. Messages are lost while Redis is out of reach: see `onReady`.
   * @returns its end
   */
  async listen(channel: string, listener: Listener): Promise<() => void> {
    const listeners = this.channels.get(channel);
    if (listeners) listeners.add(listener);
    else {
      const first = new Set([listener]);
      this.channels.set(channel, first);
      await this.subscriber.subscribe(channel, (message) => first.forEach((one) => one(message)));
    }
    return () => this.leave(channel, listener);
  }

  /** Calls back whenever the channels are connected again: what was said meanwhile is unknown. @returns its end */
  onReady(wake: () => void): () => void {
    this.waking.add(wake);
    return () => this.waking.delete(wake);
  }

  get isReady(): boolean {
    return this.client.isReady && this.subscriber.isReady;
  }

  onApplicationShutdown(): void {
    this.closed = true;
    for (const client of [this.client, this.subscriber]) if (client.isOpen) client.destroy();
  }

  private leave(channel: string, listener: Listener): void {
    const listeners = this.channels.get(channel);
    if (!listeners?.delete(listener) || listeners.size > 0) return;
    this.channels.delete(channel);
    this.subscriber.unsubscribe(channel).catch(() => undefined);
  }

  private keepOpen(client: RedisClient): void {
    client.on('error', (error: Error) => {
      this.logger.debug(error.message);
      if (!client.isReady) return; // It connects again by itself.
      // Bytes that are no reply: those that follow would be taken for the replies to other commands.
      client.destroy();
      setTimeout(() => void this.connect(client), RECONNECT_MS).unref();
    });
    void this.connect(client);
  }

  private async connect(client: RedisClient): Promise<void> {
    if (this.closed || client.isOpen) return;
    await client.connect().catch((error: Error) => this.logger.debug(error.message));
  }
}
