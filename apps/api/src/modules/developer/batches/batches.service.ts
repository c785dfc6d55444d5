import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../common/access/principal.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import { newId } from '../../../common/http/ids.js';
import { Changes } from '../../../common/redis/changes.js';
import { isStorable } from '../../../common/sanitize-for-postgres.js';
import { later } from '../../../database/clock.js';
import { bodyOf, isObject, isText, optional, refuse, required, type Json } from '../gateway/fields.js';
import { BATCH_ENDPOINTS, type Batch, type BatchEndpoint } from './batch.entity.js';
import { BatchRepository } from './batch.repository.js';
import { FilesService, keptSeconds } from './files.service.js';
import { idOf } from './names.js';

/** Batches of one account that are not over. */
const MOST_OPEN = 20;
const WINDOW = '24h';
const WINDOW_MS = 86_400_000;
const METADATA = { pairs: 16, keyChars: 64, valueChars: 512 };

/** Batches as programs handle them. `BatchWorker` works on them. */
@Injectable()
export class BatchesService {
  constructor(
    private readonly batches: BatchRepository,
    private readonly files: FilesService,
    private readonly changes: Changes,
  ) {}

  /**
   * @throws DomainError `request.invalid` with the field, `file.not-found`, `file.too-many`, `auth.forbidden`,
   * `batch.too-many`
   */
  async create(caller: Principal, raw: unknown): Promise<Batch> {
    const body = bodyOf(raw);
    const endpoint = required(body, 'endpoint');
    if (!isEndpoint(endpoint)) throw refuse('endpoint', `must be one of ${BATCH_ENDPOINTS.join(', ')}`);
    if (body.completion_window !== WINDOW) throw refuse('completion_window', `must be ${WINDOW}`);
    const metadata = readMetadata(body);
    const kept = optional(body, 'output_expires_after', isObject, 'an object');
    const { key } = caller;
    if (endpoint === '/v1/embeddings' && key && !key.scopes.includes('embeddings'))
      throw new DomainError('auth.forbidden', 'The API key does not have the scope embeddings.');
    const file = await this.files.find(caller, required(body, 'input_file_id'));
    if (file.purpose !== 'batch')
      throw refuse('input_file_id', 'must be a file that was uploaded with the purpose batch');
    const batch = await this.batches.add(
      {
        id: newId(),
        user_id: caller.userId,
        key_id: key?.id ?? null,
        endpoint,
        input_file_id: file.id,
        metadata,
        bytes: file.bytes,
        output_seconds: kept ? keptSeconds(kept, 'output_expires_after') : null,
        expires_at: later(WINDOW_MS) as never,
      },
      MOST_OPEN,
      (manager) => this.files.requireRoom(caller, Number(file.bytes), manager),
    );
    if (!batch)
      throw new DomainError(
        'batch.too-many',
        `At most ${MOST_OPEN} batches of an account may be under way. Wait until one is over, or cancel one.`,
        { retryAfter: 60 },
      );
    this.changes.announce('batches');
    return batch;
  }

  /** @throws DomainError `batch.not-found`, also for somebody else's */
  async find({ userId }: Principal, name: string): Promise<Batch> {
    const id = idOf('batch', name);
    const batch = id === undefined ? null : await this.batches.find(id, userId);
    if (!batch)
      throw new DomainError(
        'batch.not-found',
        `There is no batch ${JSON.stringify(name.slice(0, 60))} of yours. It may have been deleted after its time.`,
      );
    return batch;
  }

  /** @returns one more than the limit, if there are more; the newest first */
  list({ userId }: Principal, page: { limit: number; after?: string }): Promise<Batch[]> {
    return this.batches.list(userId, page);
  }

  /**
   * Ends a batch. What is answered by then can be fetched when its status is `cancelled`.
   * @throws DomainError `batch.not-found`, `batch.ended`
   */
  async cancel(caller: Principal, name: string): Promise<Batch> {
    const { id, ended_at, status } = await this.find(caller, name);
    if (ended_at) throw new DomainError('batch.ended', `The batch is ${status}: there is nothing to cancel.`);
    await this.batches.cancel(id, caller.userId);
    this.changes.announce('batches');
    return this.find(caller, name);
  }
}

const isEndpoint = (endpoint: string): endpoint is BatchEndpoint =>
  (BATCH_ENDPOINTS as readonly string[]).includes(endpoint);

function readMetadata(body: Json): Record<string, string> | null {
  const metadata = optional(body, 'metadata', isObject, 'an object');
  if (!metadata) return null;
  const { pairs, keyChars, valueChars } = METADATA;
  const entries = Object.entries(metadata);
  const fits = ([key, value]: [string, unknown]) =>
    key.length <= keyChars && isText(value) && value.length <= valueChars && isStorable(key + value);
  if (entries.length > pairs || !entries.every(fits))
    throw refuse('metadata', `must be up to ${pairs} texts of ${valueChars} characters, with names of ${keyChars}`);
  return metadata as Record<string, string>;
}
