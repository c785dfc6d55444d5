import { QueryInt, QueryText, QueryWord } from '../../../common/http/query-fields.js';
import { open, type SchemaObject } from '../gateway/openai/openai.schemas.js';
import { refuse } from '../gateway/fields.js';
import type { BatchFile } from './batch-file.entity.js';
import { BATCH_ENDPOINTS, BATCH_STATUSES, type Batch } from './batch.entity.js';
import { idOf, nameOf } from './names.js';

// What OpenAI's Files and Batch API say and take; unknown fields are accepted.

const text: SchemaObject = { type: 'string' };
const time: SchemaObject = { type: 'integer', description: 'Seconds since 1970' };
const maybe = (schema: SchemaObject): SchemaObject => ({ ...schema, nullable: true });

/** The two lists have the same frame. */
const listOf = (data: SchemaObject): SchemaObject =>
  open(
    {
      object: { type: 'string', enum: ['list'] },
      data: { type: 'array', items: data },
      first_id: maybe(text),
      last_id: maybe(text),
      has_more: { type: 'boolean' },
    },
    ['object', 'data', 'has_more'],
  );

const FILE_EXAMPLE = {
  id: 'file-01a224779ffd745f80d8964b1387558d',
  object: 'file',
  bytes: 2048,
  created_at: 1764000000,
  expires_at: 1766592000,
  filename: 'questions.jsonl',
  purpose: 'batch',
  status: 'processed',
};

export const FILE = open(
  {
    id: text,
    object: { type: 'string', enum: ['file'] },
    bytes: { type: 'integer' },
    created_at: time,
    expires_at: time,
    filename: text,
    purpose: { type: 'string', enum: ['batch', 'batch_output'] },
    status: { type: 'string', enum: ['processed'] },
  },
  ['id', 'object', 'bytes', 'created_at', 'filename', 'purpose', 'status'],
  { example: FILE_EXAMPLE },
);
export const FILE_LIST = listOf(FILE);
export const FILE_DELETED = open(
  { id: text, object: { type: 'string', enum: ['file'] }, deleted: { type: 'boolean' } },
  ['id', 'object', 'deleted'],
);
export const FILE_UPLOAD: SchemaObject = {
  type: 'object',
  properties: {
    purpose: { type: 'string', enum: ['batch'] },
    file: { type: 'string', format: 'binary', description: 'One request a line (JSONL)' },
    'expires_after[anchor]': { type: 'string', enum: ['created_at'] },
    'expires_after[seconds]': { type: 'integer', minimum: 3600, maximum: 2592000 },
  },
  required: ['purpose', 'file'],
};

export const BATCH_REQUEST = open(
  {
    input_file_id: text,
    endpoint: { type: 'string', enum: [...BATCH_ENDPOINTS] },
    completion_window: { type: 'string', enum: ['24h'] },
    metadata: { type: 'object', nullable: true },
    output_expires_after: open({ anchor: { type: 'string', enum: ['created_at'] }, seconds: { type: 'integer' } }, []),
  },
  ['input_file_id', 'endpoint', 'completion_window'],
  {
    example: { input_file_id: FILE_EXAMPLE.id, endpoint: '/v1/chat/completions', completion_window: '24h' },
  },
);

export const BATCH = open(
  {
    id: text,
    object: { type: 'string', enum: ['batch'] },
    endpoint: text,
    errors: maybe(
      open(
        {
          object: { type: 'string', enum: ['list'] },
          data: {
            type: 'array',
            items: open({ code: text, line: maybe({ type: 'integer' }), message: text, param: maybe(text) }, [
              'code',
              'message',
            ]),
          },
        },
        ['data'],
      ),
    ),
    input_file_id: text,
    completion_window: text,
    status: { type: 'string', enum: [...BATCH_STATUSES] },
    output_file_id: maybe(text),
    error_file_id: maybe(text),
    created_at: time,
    in_progress_at: maybe(time),
    expires_at: maybe(time),
    finalizing_at: maybe(time),
    completed_at: maybe(time),
    failed_at: maybe(time),
    expired_at: maybe(time),
    cancelling_at: maybe(time),
    cancelled_at: maybe(time),
    request_counts: open({ total: { type: 'integer' }, completed: { type: 'integer' }, failed: { type: 'integer' } }, [
      'total',
      'completed',
      'failed',
    ]),
    metadata: maybe({ type: 'object' }),
  },
  ['id', 'object', 'endpoint', 'input_file_id', 'completion_window', 'status', 'created_at', 'request_counts'],
  {
    example: {
      id: 'batch_01a224779ffd745f80d8964b1387558d',
      object: 'batch',
      endpoint: '/v1/chat/completions',
      errors: null,
      input_file_id: FILE_EXAMPLE.id,
      completion_window: '24h',
      status: 'in_progress',
      output_file_id: null,
      error_file_id: null,
      created_at: 1764000000,
      expires_at: 1764086400,
      request_counts: { total: 1000, completed: 17, failed: 0 },
      metadata: null,
    },
  },
);
export const BATCH_LIST = listOf(BATCH);

const AFTER = 'The id after which the page begins';

export class FileQueryDto {
  @QueryInt(1, 10_000, { default: 10_000 })
  limit: number = 10_000;

  @QueryWord(['asc', 'desc'], { default: 'desc' })
  order: 'asc' | 'desc' = 'desc';

  @QueryText(100, { description: AFTER })
  after?: string;

  @QueryText(100, { example: 'batch' })
  purpose?: string;
}

export class BatchQueryDto {
  @QueryInt(1, 100, { default: 20 })
  limit: number = 20;

  @QueryText(100, { description: AFTER })
  after?: string;
}

/** @throws DomainError `request.invalid` for what is no id of this kind */
export function readAfter(kind: 'file' | 'batch', after: string | undefined): string | undefined {
  if (!after) return undefined;
  const id = idOf(kind, after);
  if (id === undefined) throw refuse('after', `must be the id of a ${kind}`);
  return id;
}

/** @param rows one more than the limit, if there are more */
export function toList<T>(rows: T[], limit: number, toOne: (row: T) => { id: string }): object {
  const data = rows.slice(0, limit).map(toOne);
  return {
    object: 'list',
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: rows.length > limit,
  };
}

const seconds = (at: Date): number => Math.floor(at.getTime() / 1_000);

export const toFile = ({ id, name, purpose, bytes, created_at, expires_at }: BatchFile) => ({
  id: nameOf('file', id),
  object: 'file',
  bytes: Number(bytes),
  created_at: seconds(created_at),
  expires_at: seconds(expires_at),
  filename: name,
  purpose,
  status: 'processed',
});

export function toBatch(batch: Batch) {
  const { status, ended_at } = batch;
  const at = (time: Date | null) => time && seconds(time);
  const endedAs = (ending: string) => (status === ending ? at(ended_at) : null);
  const file = (id: string | null) => id && nameOf('file', id);
  return {
    id: nameOf('batch', batch.id),
    object: 'batch',
    endpoint: batch.endpoint,
    errors: batch.errors && { object: 'list', data: batch.errors },
    input_file_id: nameOf('file', batch.input_file_id),
    completion_window: '24h',
    status,
    output_file_id: file(batch.output_file_id),
    error_file_id: file(batch.error_file_id),
    created_at: seconds(batch.created_at),
    in_progress_at: at(batch.in_progress_at),
    expires_at: seconds(batch.expires_at),
    finalizing_at: at(batch.finalizing_at),
    completed_at: endedAs('completed'),
    failed_at: endedAs('failed'),
    expired_at: endedAs('expired'),
    cancelling_at: at(batch.cancelling_at),
    cancelled_at: endedAs('cancelled'),
    request_counts: { total: batch.total, completed: batch.completed, failed: batch.failed },
    metadata: batch.metadata,
  };
}
