import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { DomainError } from '../../common/errors/domain-error.js';
import { newId } from '../../common/http/ids.js';
import { KEY_SCOPES } from '../../common/roles.js';
import { ApiKeyRepository, keyHash, PrincipalCache, type ApiKey } from '../auth/index.js';
import { ModelsService } from '../models/index.js';
import type { ApiKeyDto, CreateApiKeyDto, NewApiKeyDto } from './api-key.dto.js';

/** How much of a key is kept to recognise it: `pk_` and four characters. */
const PREFIX_LENGTH = 7;

@Injectable()
export class ApiKeysService {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly models: ModelsService,
    private readonly cache: PrincipalCache,
  ) {}

  async list(userId: string): Promise<ApiKeyDto[]> {
    const names = await this.models.namesById();
    return (await this.keys.list(userId)).map((key) => toDto(key, names));
  }

  /** Makes a key of 256 random bits. @throws DomainError `model.unavailable`, `request.invalid` */
  async create(userId: string, body: CreateApiKeyDto): Promise<NewApiKeyDto> {
    const modelIds = [...new Set([...(body.model_id ? [body.model_id] : []), ...(body.model_ids ?? [])])];
    await this.models.requireEnabled(modelIds);
    const expires = body.expires_at ? new Date(body.expires_at) : null;
    if (expires && expires.getTime() <= Date.now()) {
      throw new DomainError('request.invalid', 'The key would be expired already. Choose a time in the future.', { errors: [{ pointer: '/expires_at', message: 'must be in the future' }] });
    }
    const value = `pk_${randomBytes(32).toString('base64url')}`;
    const key = await this.keys.insert({
      id: newId(),
      user_id: userId,
      name: body.name ?? 'API key',
      prefix: value.slice(0, PREFIX_LENGTH),
      last_four: value.slice(-4),
      key_hash: keyHash(value),
      model_ids: modelIds,
      scopes: body.scopes ? [...new Set(body.scopes)] : [...KEY_SCOPES],
      is_active: true,
      expires_at: expires,
    });
    return { ...toDto(key, await this.models.namesById()), key_value: value };
  }

  /** Takes effect at once. @throws DomainError `key.not-found`, also for a key of somebody else */
  async revoke(userId: string, id: string): Promise<void> {
    const key = await this.keys.findOwn(userId, id);
    if (!key) throw new DomainError('key.not-found', 'There is no such API key. It may have been revoked already.');
    await this.keys.delete(id);
    this.cache.forgetKey(key.key_hash);
  }
}

function toDto({ key_hash: _, ...key }: ApiKey, names: Map<string, string>): ApiKeyDto {
  const only = key.model_ids.length === 1 ? key.model_ids[0]! : null;
  return { ...key, model_id: only, model_name: only && (names.get(only) ?? null) };
}
