import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { randomBytes } from 'node:crypto';
import type { Principal } from '../../../common/access/principal.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import { newId } from '../../../common/http/ids.js';
import { Changes } from '../../../common/redis/changes.js';
import { KEY_SCOPES } from '../../../common/access/roles.js';
import { ApiKeyRepository, keyHash, PrincipalCache, type ApiKey, type KeyAudit } from '../../auth/index.js';
import { ActiveCompletions, CompletionRevoked } from '../../inference/index.js';
import { LogService } from '../../logging/index.js';
import { ModelsService } from '../../models/index.js';
import type { ApiKeyDto, CreateApiKeyDto, NewApiKeyDto } from './api-key.dto.js';

/** Characters of a key that are kept to recognise it: `pk_` and four more. */
const PREFIX_LENGTH = 7;

@Injectable()
export class ApiKeysService {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly models: ModelsService,
    private readonly cache: PrincipalCache,
    private readonly completions: ActiveCompletions,
    private readonly log: LogService,
    private readonly changes: Changes,
  ) {
    changes.watch('revoked-key', (id) => this.endAnswers(id));
  }

  async list(userId: string): Promise<ApiKeyDto[]> {
    const names = await this.models.namesById();
    return (await this.keys.list(userId)).map((key) => toDto(key, names));
  }

  /** Creates a key of 256 random bits. @throws DomainError `model.unavailable`, `request.invalid` */
  async create(request: FastifyRequest, owner: Principal, body: CreateApiKeyDto): Promise<NewApiKeyDto> {
    const value = newSecret();
    const described = await this.described(owner, body);
    const key = await this.keys.insert(
      {
        id: newId(),
        user_id: owner.userId,
        ...described,
        ...recognised(value),
        previous_hash: null,
        previous_until: null,
        is_active: true,
      },
      this.audit(request, 'api-key.created'),
    );
    return { ...toDto(key, await this.models.namesById()), key_value: value };
  }

  /**
   * Changes name, models, scopes or limits of a key without changing its secret; takes effect at once.
   * @throws as `create`, and DomainError `key.not-found`
   */
  async change(request: FastifyRequest, owner: Principal, id: string, body: CreateApiKeyDto): Promise<ApiKeyDto> {
    const before = await this.own(owner.userId, id);
    const key = await this.keys.update(
      id,
      await this.described(owner, body, before.model_ids),
      this.audit(request, 'api-key.changed'),
    );
    this.forget(before);
    return toDto(key, await this.models.namesById());
  }

  /** Takes effect at once. @throws DomainError `key.not-found`, also for somebody else's key */
  async revoke(request: FastifyRequest, userId: string, id: string): Promise<void> {
    const key = await this.own(userId, id);
    await this.keys.delete(key, this.audit(request, 'api-key.revoked'));
    this.forget(key);
    this.changes.announce('revoked-key', id);
  }

  /** Replaces the key's secret; the old one still works for the grace period. @throws DomainError `key.not-found` */
  async rotate(request: FastifyRequest, userId: string, id: string, graceSeconds: number): Promise<NewApiKeyDto> {
    const old = await this.own(userId, id);
    const value = newSecret();
    const grace = graceSeconds > 0 ? { hash: old.key_hash, ms: graceSeconds * 1_000 } : undefined;
    const key = await this.keys.rotate(id, recognised(value), grace, this.audit(request, 'api-key.rotated'));
    this.forget(old);
    return { ...toDto(key, await this.models.namesById()), key_value: value };
  }

  private audit(request: FastifyRequest, action: string): KeyAudit {
    return ({ id, name, prefix, last_four }, manager) =>
      this.log.audit(
        request,
        { action, target: { type: 'api_key', id, name }, metadata: { key: `${prefix}…${last_four}` } },
        manager,
      );
  }

  /** Columns of a key from a request body; absent fields mean no restriction beyond the owner's rights. */
  private async described(
    owner: Principal,
    body: CreateApiKeyDto,
    hasAlready: string[] = [],
  ): Promise<Pick<ApiKey, 'name' | 'model_ids' | 'scopes' | 'expires_at' | 'limits'>> {
    const modelIds = [...new Set([...(body.model_id ? [body.model_id] : []), ...(body.model_ids ?? [])])];
    // One that the owner may not use any more can stay: the key does not get further than its owner.
    await this.models.requirePermitted(
      modelIds.filter((id) => !hasAlready.includes(id)),
      owner,
    );
    const expires = body.expires_at ? new Date(body.expires_at) : null;
    if (expires && expires.getTime() <= Date.now()) {
      throw new DomainError('request.invalid', 'The key would be expired already. Choose a time in the future.', {
        errors: [{ pointer: '/expires_at', message: 'must be in the future' }],
      });
    }
    const { requests_per_minute, tokens_per_day, tokens_per_month, parallel_runs, allowed_addresses } = body;
    return {
      name: body.name ?? 'API key',
      model_ids: modelIds,
      scopes: [...new Set(body.scopes ?? KEY_SCOPES)],
      expires_at: expires,
      limits: { requests_per_minute, tokens_per_day, tokens_per_month, parallel_runs, allowed_addresses },
    };
  }

  private async own(userId: string, id: string): Promise<ApiKey> {
    const key = await this.keys.findOwn(userId, id);
    if (!key) throw new DomainError('key.not-found', 'There is no such API key. It may have been revoked already.');
    return key;
  }

  /** Ends the answers in progress of a key that is no more. */
  private endAnswers(id: string | undefined): void {
    if (id === undefined) return;
    const reason = new CompletionRevoked('auth.invalid-key', 'The API key was revoked while the answer was under way.');
    this.completions.revoke(({ keyId }) => keyId === id, reason);
  }

  private forget({ key_hash, previous_hash }: ApiKey): void {
    this.cache.forgetKey(key_hash);
    if (previous_hash) this.cache.forgetKey(previous_hash);
  }
}

const newSecret = (): string => `pk_${randomBytes(32).toString('base64url')}`;

/** What is stored of a secret: enough to recognise it, and its hash. */
const recognised = (value: string) => ({
  prefix: value.slice(0, PREFIX_LENGTH),
  last_four: value.slice(-4),
  key_hash: keyHash(value),
});

function toDto({ key_hash: _, previous_hash: __, ...key }: ApiKey, names: Map<string, string>): ApiKeyDto {
  const only = key.model_ids.length === 1 ? key.model_ids[0]! : null;
  return { ...key, model_id: only, model_name: only && (names.get(only) ?? null) };
}
