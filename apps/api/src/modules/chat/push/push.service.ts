import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { hkdfSync } from 'node:crypto';
import type { Principal } from '../../../common/access/principal.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import { ENV, type Env } from '../../../config/env.js';
import { JWT_KEY } from '../../../config/secrets.js';
import { areKeys, encrypt, SenderKey } from './encryption.js';
import { PushHosts, type PushFailure } from './push-hosts.js';
import { ANSWER_MS, post, serviceAddress } from './push-service.js';
import type { PushStateDto, SubscribeDto } from './push.dto.js';
import { PushRepository } from './push.repository.js';

/** Messages on their way at the same time, and those that wait; what comes beyond is given up. */
const MOST_PARALLEL = 4;
const MOST_WAITING = 500;

/** The browser has given its subscription up. */
const GONE = [404, 410];
/** The subscription is one of another key, see `SenderKey`. */
const OTHER_KEY = [401, 403];

export interface PushHealth {
  /** Devices of sessions that are signed in. */
  devices: number;
  contact: string | undefined;
  /** The latest failure, unless its host has worked since. */
  lastFailure: PushFailure | undefined;
  /** How many devices were removed because they subscribed with another key, and when the last one was. */
  otherKey: { devices: number; at: Date } | undefined;
}

interface Ready {
  userId: string;
  threadId: string;
}

/** A run whose answer is saved. */
interface EndedRun {
  subject: Ready;
  /** Whether a page of the person reads it. */
  isWatched: boolean;
  ageMs: number;
}

/**
 * Tells people's devices that an answer is ready. Nothing of it is on the way of the answer: it is called when the
 * answer is saved, returns at once, and no failure leaves it.
 */
@Injectable()
export class PushService implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Push');
  private readonly key: SenderKey;
  private readonly hosts = new PushHosts();
  private otherKey: PushHealth['otherKey'];
  private waiting: Ready[] = [];
  private running = 0;

  constructor(
    private readonly repository: PushRepository,
    @Inject(ENV) private readonly env: Env,
    // The signing key is made once and kept in the data directory, or is a variable: what derives from it is as well.
    @Inject(JWT_KEY) jwtKey: string,
  ) {
    this.key = new SenderKey(Buffer.from(hkdfSync('sha256', jwtKey, '', 'web push', 32)));
  }

  async state({ userId, sessionId }: Principal): Promise<PushStateDto> {
    const devices = await this.repository.list(userId);
    return {
      public_key: this.key.publicKey,
      devices: devices.map(({ id, session_id, with_title, user_agent, created_at }) => ({
        id,
        current: session_id === sessionId,
        with_title,
        user_agent,
        created_at,
      })),
    };
  }

  /** @throws DomainError `push.refused`, `push.too-many`, `auth.forbidden` for a caller without a session */
  async subscribe(caller: Principal, { endpoint, p256dh, auth, with_title }: SubscribeDto): Promise<PushStateDto> {
    const { userId: user_id, sessionId: session_id } = caller;
    if (!session_id) throw new DomainError('auth.forbidden', 'Only a signed-in browser can be told.');
    if (!areKeys({ p256dh, auth })) throw refused('/p256dh', 'must be keys of a browser');
    if (!serviceAddress(endpoint, this.env.PUSH_SERVICES ?? []))
      throw refused('/endpoint', 'must be an https address of a public push service');
    await this.repository.save({ user_id, session_id, endpoint, p256dh, auth, with_title });
    return this.state(caller);
  }

  /** @throws DomainError `push.not-found` */
  remove({ userId }: Principal, id: string): Promise<void> {
    return this.repository.remove(userId, id);
  }

  /**
   * Tells the person's devices, soon, if the answer took its time and no page watches it. Never throws.
   * @param always however long it took: nobody was there when it was asked
   */
  ready({ subject, isWatched, ageMs }: EndedRun, always = false): void {
    if (isWatched || (!always && ageMs < this.env.PUSH_AFTER_SECONDS * 1_000)) return;
    if (this.waiting.length >= MOST_WAITING) return this.logger.warn('Too many messages wait; one was given up.');
    this.waiting.push(subject);
    this.next();
  }

  /** Whom a push service can turn to, as an https address. */
  private get contact(): string | undefined {
    return this.env.PUBLIC_URL?.startsWith('https:') ? this.env.PUBLIC_URL : undefined;
  }

  /** What the Doctor reports of this process since it started. */
  async health(): Promise<PushHealth> {
    return {
      devices: await this.repository.count(),
      contact: this.contact,
      lastFailure: this.hosts.lastFailure,
      otherKey: this.otherKey,
    };
  }

  beforeApplicationShutdown(): void {
    this.waiting = [];
  }

  private next(): void {
    while (this.running < MOST_PARALLEL) {
      const answer = this.waiting.shift();
      if (!answer) return;
      this.running++;
      void this.tell(answer)
        .catch((error: Error) => this.logger.warn(`A device was not told: ${error.message}`))
        .finally(() => {
          this.running--;
          this.next();
        });
    }
  }

  private async tell({ userId, threadId }: Ready): Promise<void> {
    const allowed = this.env.PUSH_SERVICES ?? [];
    const contact = this.contact ?? 'mailto:portal@example.invalid';
    // At once: a service that does not answer must not hold up the other devices.
    await Promise.all(
      (await this.repository.ofAnswer(userId, threadId)).map(async ({ id, endpoint, title, with_title, ...keys }) => {
        // Judged again: the operator may have allowed less since.
        const url = serviceAddress(endpoint, allowed);
        if (!url || !this.hosts.admits(url.host, ANSWER_MS)) return;
        const text = JSON.stringify({ thread_id: threadId, ...(with_title && { title: title.slice(0, 200) }) });
        const authorization = this.key.authorization(url.origin, contact);
        const status = await post(url, encrypt(text, keys), authorization, allowed.includes(url.origin)).catch(
          (error: Error) => error.message,
        );
        if (typeof status !== 'number' || status >= 500) return this.failed(url.host, status);
        this.hosts.succeeded(url.host);
        if (GONE.includes(status)) await this.repository.forget([id]);
        else if (OTHER_KEY.includes(status)) {
          await this.repository.forget([id]);
          this.refusedKey(url.host);
        } else if (status >= 300) this.logger.warn(`${url.host} did not take a message: it answered ${status}.`);
      }),
    );
  }

  private failed(host: string, answer: number | string): void {
    const reason = typeof answer === 'number' ? `answered ${answer}` : answer;
    const until = this.hosts.failed(host, reason);
    this.logger.warn(
      `${host} did not take a message: ${reason}.` +
        `${until ? ` Nothing is sent there until ${until.toISOString()}.` : ''}`,
    );
  }

  private refusedKey(host: string): void {
    this.otherKey = { devices: (this.otherKey?.devices ?? 0) + 1, at: new Date() };
    this.logger.warn(
      `${host} says that a device subscribed with another key than this server's. That key comes from JWT_SECRET: ` +
        'after a change every device has to be turned on again. This one was removed.',
    );
  }
}

const refused = (pointer: string, message: string) =>
  new DomainError('push.refused', 'This browser’s push service cannot be used.', { errors: [{ pointer, message }] });
