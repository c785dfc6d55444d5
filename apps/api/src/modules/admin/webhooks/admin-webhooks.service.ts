import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { randomBytes } from 'node:crypto';
import { DomainError } from '../../../common/errors/domain-error.js';
import { newId } from '../../../common/http/ids.js';
import { Changes } from '../../../common/redis/changes.js';
import { SecretBox } from '../../../common/secret-box.js';
import { ENV, type Env } from '../../../config/env.js';
import { LogService } from '../../logging/index.js';
import {
  bodyOf,
  receiverUrl,
  sealedFor,
  secretOf,
  WebhookRepository,
  WebhookWorker,
  type ListedWebhook,
  type WebhookDelivery,
} from '../../webhooks/index.js';
import type {
  CreateWebhookDto,
  UpdateWebhookDto,
  WebhookDeliveryDto,
  WebhookDto,
  WebhookSecretDto,
} from './webhook.dto.js';

const MOST_WEBHOOKS = 20;
const MOST_DELIVERIES = 100;
const SECRET_BYTES = 32;

/** Webhooks for the admin routes: every change, test and repetition is audited. */
@Injectable()
export class AdminWebhooksService {
  constructor(
    private readonly repository: WebhookRepository,
    private readonly worker: WebhookWorker,
    private readonly box: SecretBox,
    private readonly changes: Changes,
    private readonly log: LogService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  async list(): Promise<WebhookDto[]> {
    return (await this.repository.list()).map(toDto);
  }

  /** @throws DomainError `request.invalid` for an address that may not be used, or too many webhooks */
  async add(request: FastifyRequest, body: CreateWebhookDto): Promise<WebhookSecretDto> {
    const { events, is_enabled = true } = body;
    const [id, secret, name] = [newId(), newSecret(), body.name.trim()];
    const url = await receiverUrl(body.url, this.env.WEBHOOK_ALLOWED_NETWORKS ?? []);
    const row = { id, name, url, events, is_enabled, secret: this.box.seal(secret, sealedFor(id)) };
    const audit = this.audit(request, 'webhook.created', { id, name }, { url: shown(url), events, is_enabled });
    if (!(await this.repository.insert(row, MOST_WEBHOOKS, audit)))
      throw new DomainError('request.invalid', `There are ${MOST_WEBHOOKS} webhooks already. Delete one first.`);
    this.changes.announce('webhooks');
    return { id, secret };
  }

  /** @throws DomainError `webhook.not-found`, `request.invalid` */
  async change(request: FastifyRequest, id: string, body: UpdateWebhookDto): Promise<WebhookDto> {
    const before = await this.repository.find(id);
    const change = {
      name: body.name?.trim(),
      url: body.url === undefined ? undefined : await receiverUrl(body.url, this.env.WEBHOOK_ALLOWED_NETWORKS ?? []),
      events: body.events,
      is_enabled: body.is_enabled,
    };
    const told = { ...change, ...(change.url && { url: shown(change.url) }) };
    await this.repository.update(id, change, this.audit(request, 'webhook.changed', before, told));
    this.changes.announce('webhooks');
    const changed = (await this.repository.list()).find((one) => one.id === id);
    if (!changed) throw new DomainError('webhook.not-found', 'It was deleted meanwhile.');
    return toDto(changed);
  }

  /** @throws DomainError `webhook.not-found` */
  async renew(request: FastifyRequest, id: string): Promise<WebhookSecretDto> {
    const before = await this.repository.find(id);
    const secret = newSecret();
    const change = { secret: this.box.seal(secret, sealedFor(id)) };
    await this.repository.update(id, change, this.audit(request, 'webhook.secret-renewed', before, {}));
    return { id, secret };
  }

  /** @throws DomainError `webhook.not-found` */
  async remove(request: FastifyRequest, id: string): Promise<void> {
    const { name, url } = await this.repository.find(id);
    await this.repository.delete(id, this.audit(request, 'webhook.deleted', { id, name }, { url: shown(url) }));
    this.changes.announce('webhooks');
  }

  /** @throws DomainError `webhook.not-found` */
  async test(request: FastifyRequest, id: string): Promise<WebhookDeliveryDto> {
    const webhook = await this.repository.find(id);
    await this.audit(request, 'webhook.tested', webhook, {})();
    const delivery = await this.repository.insertClaimed(webhook, 'webhook.test', bodyOf('webhook.test', {}));
    return deliveryOf(await this.worker.deliver(delivery));
  }

  /** @throws DomainError `webhook.not-found` */
  async deliveries(id: string): Promise<WebhookDeliveryDto[]> {
    await this.repository.find(id);
    return (await this.repository.deliveriesOf(id, MOST_DELIVERIES)).map(deliveryOf);
  }

  /** @throws DomainError `webhook.not-found` */
  async sendAgain(request: FastifyRequest, id: string, deliveryId: string): Promise<WebhookDeliveryDto> {
    const webhook = await this.repository.find(id);
    const delivery = await this.repository.claimAgain(webhook, deliveryId);
    await this.audit(request, 'webhook.sent-again', webhook, { delivery_id: deliveryId, event: delivery.event })();
    return deliveryOf(await this.worker.deliver(delivery));
  }

  private audit =
    (request: FastifyRequest, action: string, { id, name }: { id: string; name: string }, metadata: object) =>
    (manager?: Parameters<LogService['audit']>[2]) =>
      this.log.audit(
        request,
        { action, target: { type: 'webhook', id, name }, metadata: { webhook_id: id, webhook: name, ...metadata } },
        manager,
      );
}

const newSecret = (): string => secretOf(randomBytes(SECRET_BYTES));

/** An address may carry a token in its path or after it, and the audit log keeps it for ever. */
const shown = (url: string): string => new URL(url).origin;

const deliveryOf = (delivery: WebhookDelivery): WebhookDeliveryDto => {
  const { id, event, state, tries, status, problem, reply, body, created_at, tried_at, due_at } = delivery;
  const waits = state === 'waiting';
  return { id, event, state, tries, status, problem, reply, body, created_at, tried_at, due_at: waits ? due_at : null };
};

const toDto = ({
  id,
  name,
  url,
  events,
  is_enabled,
  waiting,
  dropped,
  last,
  created_at,
}: ListedWebhook): WebhookDto => ({
  id,
  name,
  url,
  events,
  is_enabled,
  waiting,
  dropped,
  last: last && deliveryOf(last),
  created_at,
});
