import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type EntityManager } from 'typeorm';
import { DomainError } from '../../common/errors/domain-error.js';
import { newId } from '../../common/http/ids.js';
import { hasChanges } from '../../database/has-changes.js';
import type { Attempt } from './receiver.js';
import { Webhook, WebhookDelivery, type WebhookEvent } from './webhook.entity.js';

/** Writes the audit entry in the same transaction. */
export type WebhookAudit = (manager: EntityManager) => Promise<void>;

/** A delivery that this process tries now, with where it goes. */
export type ClaimedDelivery = WebhookDelivery & Pick<Webhook, 'url' | 'secret'>;

/** One with the end of its newest delivery. */
export type ListedWebhook = Webhook & { waiting: number; last: WebhookDelivery | null };

/** After so long another process may try what this one has claimed. */
const LEASE = `now() + interval '60 seconds'`;
/** Some process is sending it. */
const CLAIMED = `due_at = tried_at + interval '60 seconds' AND due_at > now()`;
const WAITING = `state = 'waiting'`;
const KEPT_DAYS = 30;
const SIGHT_STANDS = `interval '60 seconds'`;

@Injectable()
export class WebhookRepository {
  constructor(
    @InjectRepository(Webhook) private readonly webhooks: Repository<Webhook>,
    @InjectRepository(WebhookDelivery) private readonly deliveries: Repository<WebhookDelivery>,
  ) {}

  all(): Promise<Webhook[]> {
    return this.webhooks.find({ order: { created_at: 'ASC', id: 'ASC' } });
  }

  /** All with how they do. */
  async list(): Promise<ListedWebhook[]> {
    const [all, waiting, last] = await Promise.all([
      this.all(),
      this.deliveries.query(
        `SELECT webhook_id AS id, count(*)::int AS n FROM webhook_deliveries WHERE ${WAITING} GROUP BY webhook_id`,
      ) as Promise<{ id: string; n: number }[]>,
      this.deliveries.query(
        `SELECT d.* FROM webhooks w CROSS JOIN LATERAL (
           SELECT * FROM webhook_deliveries WHERE webhook_id = w.id ORDER BY created_at DESC LIMIT 1) d`,
      ) as Promise<WebhookDelivery[]>,
    ]);
    return all.map((webhook) => ({
      ...webhook,
      waiting: waiting.find(({ id }) => id === webhook.id)?.n ?? 0,
      last: last.find(({ webhook_id }) => webhook_id === webhook.id) ?? null,
    }));
  }

  /** @throws DomainError `webhook.not-found` */
  async find(id: string): Promise<Webhook> {
    const found = await this.webhooks.findOneBy({ id });
    if (!found) throw notFound();
    return found;
  }

  /** @returns false when there are as many as there may be */
  insert(webhook: Omit<Webhook, 'dropped' | 'created_at'>, most: number, audit: WebhookAudit): Promise<boolean> {
    return this.webhooks.manager.transaction(async (manager) => {
      await manager.query(`SELECT pg_advisory_xact_lock(hashtext('webhooks'))`);
      if ((await manager.count(Webhook)) >= most) return false;
      await manager.insert(Webhook, webhook);
      await audit(manager);
      return true;
    });
  }

  /** @throws DomainError `webhook.not-found` */
  async update(id: string, change: Partial<Webhook>, audit: WebhookAudit): Promise<void> {
    await this.webhooks.manager.transaction(async (manager) => {
      if (hasChanges(change)) await manager.update(Webhook, { id }, change);
      if (!(await manager.existsBy(Webhook, { id }))) throw notFound();
      await audit(manager);
    });
  }

  /** A secret sealed under another key, unless it was changed meanwhile. */
  async reseal(id: string, from: Buffer, to: Buffer): Promise<void> {
    await this.webhooks.update({ id, secret: from }, { secret: to });
  }

  async delete(id: string, audit: WebhookAudit): Promise<void> {
    await this.webhooks.manager.transaction(async (manager) => {
      const { affected } = await manager.delete(Webhook, { id });
      if (!affected) throw notFound();
      await audit(manager);
    });
  }

  /**
   * Adds a message to each webhook that wants it. More than so many of all together are too much: the oldest are given
   * up, and counted.
   */
  async enqueue(event: WebhookEvent, body: string, most: number, manager = this.webhooks.manager): Promise<number> {
    const wanting = (await manager.query('SELECT id FROM webhooks WHERE is_enabled AND $1 = ANY (events)', [
      event,
    ])) as { id: string }[];
    if (wanting.length === 0) return 0;
    await manager.query(
      `INSERT INTO webhook_deliveries (id, webhook_id, event, body)
         SELECT n.id, w.id, $3, $4 FROM unnest($1::uuid[], $2::uuid[]) AS n (id, webhook_id)
         JOIN webhooks w ON w.id = n.webhook_id`,
      [wanting.map(() => newId()), wanting.map(({ id }) => id), event, body],
    );
    await manager.query(
      `WITH gone AS (
         DELETE FROM webhook_deliveries WHERE id IN (
           SELECT id FROM webhook_deliveries WHERE ${WAITING} ORDER BY created_at DESC, id DESC OFFSET $1)
         AND (${CLAIMED}) IS NOT TRUE
         RETURNING webhook_id
       ), counted AS (SELECT webhook_id, count(*)::int AS n FROM gone GROUP BY webhook_id)
       UPDATE webhooks w SET dropped = w.dropped + counted.n FROM counted WHERE counted.webhook_id = w.id`,
      [most],
    );
    return wanting.length;
  }

  /** Makes a delivery that no other process tries meanwhile, also to a webhook that is switched off. */
  async insertClaimed(webhook: Webhook, event: string, body: string): Promise<ClaimedDelivery> {
    const id = newId();
    const [row] = (await this.deliveries.query(
      `INSERT INTO webhook_deliveries (id, webhook_id, event, body, tries, due_at, tried_at)
         VALUES ($1, $2, $3, $4, 1, ${LEASE}, now()) RETURNING *`,
      [id, webhook.id, event, body],
    )) as WebhookDelivery[];
    return { ...row!, url: webhook.url, secret: webhook.secret };
  }

  /** The same for one that there is already, with all its tries again. @throws DomainError `webhook.not-found` */
  async claimAgain(webhook: Webhook, id: string): Promise<ClaimedDelivery> {
    const [[row]] = (await this.deliveries.query(
      `UPDATE webhook_deliveries SET state = 'waiting', tries = 1, tried_at = now(), due_at = ${LEASE}
         WHERE id = $1 AND webhook_id = $2 RETURNING *`,
      [id, webhook.id],
    )) as [WebhookDelivery[]];
    if (!row) throw new DomainError('webhook.not-found', 'There is no such delivery. They are kept for 30 days.');
    return { ...row, url: webhook.url, secret: webhook.secret };
  }

  /** Takes one that is due and that no other process has. @param busy webhooks that get no further one now */
  async claim(busy: readonly string[]): Promise<ClaimedDelivery | undefined> {
    const [[row]] = (await this.deliveries.query(
      `UPDATE webhook_deliveries d SET tries = d.tries + 1, tried_at = now(), due_at = ${LEASE}
         FROM webhooks w WHERE w.id = d.webhook_id AND d.id = (
           SELECT one.id FROM webhook_deliveries one JOIN webhooks ON webhooks.id = one.webhook_id
           WHERE one.${WAITING} AND one.due_at <= now() AND webhooks.is_enabled AND NOT one.webhook_id = ANY ($1)
           ORDER BY one.due_at, one.id LIMIT 1 FOR UPDATE OF one SKIP LOCKED)
         RETURNING d.*, w.url, w.secret`,
      [busy],
    )) as [ClaimedDelivery[]];
    return row;
  }

  /**
   * @param retryMs until the next try; `undefined` when it is over
   * @throws DomainError `webhook.not-found` when it was deleted meanwhile
   */
  async end({ id, tries }: WebhookDelivery, attempt: Attempt, retryMs: number | undefined): Promise<WebhookDelivery> {
    const { status, problem, reply } = attempt;
    const state = problem === null ? 'delivered' : retryMs === undefined ? 'failed' : 'waiting';
    // Unless another process has it by now.
    const [[row]] = (await this.deliveries.query(
      `UPDATE webhook_deliveries SET state = $3, status = $4, problem = $5, reply = $6,
         due_at = now() + $7 * interval '1 ms' WHERE id = $1 AND tries = $2 AND ${WAITING} RETURNING *`,
      [id, tries, state, status, problem, reply, Math.round(retryMs ?? 0)],
    )) as [WebhookDelivery[]];
    const found = row ?? (await this.deliveries.findOneBy({ id }));
    if (!found) throw notFound();
    return found;
  }

  /** Milliseconds until the next one is due, by the clock of the database; `undefined` when none waits. */
  async untilNext(): Promise<number | undefined> {
    const [row] = (await this.deliveries.query(
      `SELECT extract(epoch FROM min(d.due_at) - now())::float8 * 1000 AS ms FROM webhook_deliveries d
         JOIN webhooks w ON w.id = d.webhook_id WHERE d.${WAITING} AND w.is_enabled`,
    )) as { ms: number | null }[];
    return row?.ms ?? undefined;
  }

  /** The newest of one webhook. */
  deliveriesOf(id: string, most: number): Promise<WebhookDelivery[]> {
    return this.deliveries.find({ where: { webhook_id: id }, order: { created_at: 'DESC', id: 'DESC' }, take: most });
  }

  async clean(): Promise<void> {
    await this.deliveries.query(
      `DELETE FROM webhook_deliveries WHERE created_at < now() - interval '${KEPT_DAYS} days'`,
    );
  }

  /**
   * Writes down what is news of a model server: only one of several processes has news, and none within a minute of the
   * last, so that two that see it differently do not tell it again and again. The first sight is news when down.
   * @param then what belongs to it, in the same transaction
   * @returns whether it is news
   */
  noteSight(backendId: string, isUp: boolean, then: (manager: EntityManager) => Promise<void>): Promise<boolean> {
    return this.deliveries.manager.transaction(async (manager) => {
      const rows = (await manager.query(
        `INSERT INTO backend_sights AS s (backend_id, is_up) VALUES ($1, $2)
           ON CONFLICT (backend_id) DO UPDATE SET is_up = EXCLUDED.is_up, changed_at = now()
           WHERE s.is_up <> EXCLUDED.is_up AND s.changed_at < now() - ${SIGHT_STANDS} RETURNING xmax = 0 AS is_first`,
        [backendId, isUp],
      )) as { is_first: boolean }[];
      const isNews = rows.some(({ is_first }) => !isUp || !is_first);
      if (isNews) await then(manager);
      return isNews;
    });
  }
}

const notFound = (): DomainError =>
  new DomainError('webhook.not-found', 'There is no such webhook. It may have been deleted.');
