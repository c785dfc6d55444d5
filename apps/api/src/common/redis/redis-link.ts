import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { redisClient, type RedisClient } from './redis-client.js';

type Listener = (message: string) => void;

/** How long after a broken connection another one is tried. */
const RECONNECT_MS = 1_000;
/** How long a command may take. */
const COMMAND_MS = 1_000;

/**
 * What the processes of one installation say to each other: commands, and channels whose messages reach all that
 * listen at that moment. One connection for each of the two, however many listen. While Redis is out of reach,
 * commands fail at once, and one that hangs after a second.
 */
export class RedisLink implements OnApplicationShutdown {
  private readonly logger = new Logger('Redis');
  private readonly client: RedisClient;
  private readonly subscriber: RedisClient;
  private readonly channels = new Map<string, { listeners: Set<Listener>; dispatch: Listener }>();
  /** Left while Redis was out of reach: the client listens to them again by itself. */
  private readonly left = new Set<string>();
  private readonly waking = new Set<() => void>();
  private closed = false;
  /** Since when channels are listened to, by `performance.now()`; `undefined` while they are not. */
  private readySince?: number;

  /**
   * Connects in the background: a portal starts without its Redis.
   * @param scope of this installation: others may use the same Redis
   */
  constructor(
    url: string,
    private readonly scope: string,
  ) {
    this.client = redisClient(url);
    this.subscriber = redisClient(url);
    this.keepOpen(this.client);
    this.keepOpen(this.subscriber);
    this.subscriber.on('ready', () => void this.listenAgain());
    this.subscriber.on('end', () => (this.readySince = undefined));
    this.subscriber.on('reconnecting', () => (this.readySince = undefined));
  }

  /** The name of a key or channel of this installation. */
  name(of: string): string {
    return `pocket-llm:${this.scope}:${of}`;
  }

  /** Runs commands. @throws Error while Redis is out of reach, or when it takes longer than a second */
  async run<T>(commands: (client: RedisClient) => Promise<T>): Promise<T> {
    if (!this.client.isReady) throw new Error('Redis is out of reach.');
    return this.bounded(commands(this.client), this.client);
  }

  /** @returns how many processes listen. @throws as `run` */
  publish(channel: string, message: unknown): Promise<number> {
    return this.run((client) => client.publish(channel, JSON.stringify(message)));
  }

  /**
   * Calls the listener with each message. Messages are lost while Redis is out of reach: see `onReady`.
   * @returns its end, once it listens or will listen as soon as Redis is there
   */
  async listen(channel: string, listener: Listener): Promise<() => void> {
    const known = this.channels.get(channel);
    if (known) known.listeners.add(listener);
    else {
      const listeners = new Set([listener]);
      const dispatch = (message: string) => listeners.forEach((one) => this.deliver(one, message));
      this.channels.set(channel, { listeners, dispatch });
      if (this.subscriber.isReady)
        await this.bounded(this.subscriber.subscribe(channel, dispatch), this.subscriber).catch(() => undefined);
    }
    return () => this.leave(channel, listener);
  }

  /** Calls back whenever the channels are listened to again: what was said meanwhile is unknown. @returns its end */
  onReady(wake: () => void): () => void {
    this.waking.add(wake);
    return () => this.waking.delete(wake);
  }

  /** Listens on a new connection: the one it has is dead, though nothing says so. */
  listenAnew(): void {
    this.reopen(this.subscriber);
  }

  /** For how many milliseconds all has been in reach; 0 while it is not. */
  get readyMs(): number {
    return this.client.isReady && this.readySince !== undefined ? performance.now() - this.readySince : 0;
  }

  onApplicationShutdown(): void {
    this.closed = true;
    for (const client of [this.client, this.subscriber]) if (client.isOpen) client.destroy();
  }

  /** The client listens again by itself only to what it had begun to listen to. */
  private async listenAgain(): Promise<void> {
    const all = [...this.channels].map(([channel, { dispatch }]) => this.subscriber.subscribe(channel, dispatch));
    try {
      await this.bounded(Promise.all(all), this.subscriber);
    } catch (error) {
      return this.logger.debug((error as Error).message);
    }
    for (const channel of this.left)
      if (!this.channels.has(channel)) this.subscriber.unsubscribe(channel).catch(() => undefined);
    this.left.clear();
    this.readySince = performance.now();
    this.waking.forEach((wake) => wake());
  }

  /** A listener that throws would end the connection of all. */
  private deliver(listener: Listener, message: string): void {
    try {
      listener(message);
    } catch (error) {
      this.logger.warn(`A message of another process was not understood: ${(error as Error).message}`);
    }
  }

  private leave(channel: string, listener: Listener): void {
    const known = this.channels.get(channel);
    if (!known?.listeners.delete(listener) || known.listeners.size > 0) return;
    this.channels.delete(channel);
    if (this.subscriber.isReady) this.subscriber.unsubscribe(channel).catch(() => undefined);
    else this.left.add(channel);
  }

  private async bounded<T>(reply: Promise<T>, client: RedisClient): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`Redis gave no answer within ${COMMAND_MS} ms.`));
        this.reopen(client);
      }, COMMAND_MS);
    });
    reply.catch(() => undefined); // What comes too late is nobody's.
    return Promise.race([reply, late]).finally(() => clearTimeout(timer));
  }

  private keepOpen(client: RedisClient): void {
    client.on('error', (error: Error) => {
      this.logger.debug(error.message);
      // Bytes that are no reply: those that follow would be taken for the replies to other commands. When the
      // connection itself broke it is not ready, and connects again by itself.
      if (client.isReady) this.reopen(client);
    });
    void this.connect(client);
  }

  private reopen(client: RedisClient): void {
    if (client.isOpen) client.destroy();
    if (client === this.subscriber) this.readySince = undefined;
    setTimeout(() => void this.connect(client), RECONNECT_MS).unref();
  }

  private async connect(client: RedisClient): Promise<void> {
    if (this.closed || client.isOpen) return;
    await client.connect().catch((error: Error) => this.logger.debug(error.message));
  }
}
