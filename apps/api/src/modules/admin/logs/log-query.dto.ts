import {
  QueryCursor,
  QueryFlag,
  QueryId,
  QueryInt,
  QueryNumber,
  QueryText,
  QueryTime,
  QueryWord,
} from '../../../common/http/query-fields.js';
import { FACET_FIELDS, LOG_LEVELS, type FacetField, type LogLevel } from '../../logging/index.js';
import { FILE_FORMATS, type FileFormat } from './file-format.js';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/** Filter of the request log. */
export class LogFilterDto {
  @QueryId()
  user_id?: string;

  @QueryText(100, { example: 'ada', description: 'Name of the account at that time' })
  username?: string;

  @QueryText(100, {
    example: 'chat.send',
    description: 'Also `login`, `login_failed`, `logout`, `user_registered`, `chat_request` and the like',
  })
  action?: string;

  @QueryInt(100, 599, { example: 503 })
  status_code?: number;

  @QueryWord(LOG_LEVELS, { description: 'From the status: `info` below 400, `warning` 4xx, `error` 5xx' })
  level?: LogLevel;

  @QueryWord(METHODS)
  method?: string;

  @QueryText(256, { example: '/api/chat', description: 'Path as the route declares it' })
  endpoint?: string;

  @QueryText(200, { example: 'gemma2:2b', description: 'Calls of this model' })
  model?: string;

  @QueryText(100, { description: 'Id or name of an API key' })
  key?: string;

  @QueryText(200, { example: 'llm.unavailable', description: 'Code of an error, or words of its detail' })
  error?: string;

  @QueryNumber({ example: 500, description: 'Shortest duration in milliseconds' })
  min_duration_ms?: number;

  @QueryId({ description: 'The `X-Request-Id` of a reply' })
  request_id?: string;

  @QueryText(100, { description: 'Exclude this user' })
  not_username?: string;

  @QueryText(100)
  not_action?: string;

  @QueryInt(100, 599)
  not_status_code?: number;

  @QueryWord(METHODS)
  not_method?: string;

  @QueryText(256)
  not_endpoint?: string;

  @QueryFlag({
    description:
      'Leave out what the consoles read of themselves: successful `GET /api/admin/…` and `/api/developer/…`, and the ' +
      'renewal of sessions',
  })
  without_console?: boolean;

  @QueryTime('Start of the range, inclusive')
  from?: Date;

  @QueryTime('End of the range, exclusive')
  to?: Date;

  @QueryText(200, { description: 'Text in action, endpoint, user name, request id or metadata; matched literally' })
  q?: string;
}

export class LogQueryDto extends LogFilterDto {
  @QueryInt(1, 1_000, { default: 50 })
  limit: number = 50;

  @QueryInt(0, 100_000, {
    default: 0,
    description: 'For the first pages: it reads what it skips; `cursor` is equally fast everywhere',
  })
  offset: number = 0;

  @QueryCursor()
  cursor?: string;

  @QueryWord(['desc', 'asc'], { default: 'desc', description: '`desc`: newest first' })
  order: 'desc' | 'asc' = 'desc';
}

export class LogHistogramQueryDto extends LogFilterDto {
  @QueryInt(2, 200, { default: 60, description: 'Largest number of buckets' })
  buckets: number = 60;
}

export class LogExportQueryDto extends LogFilterDto {
  @QueryWord(FILE_FORMATS, { default: 'csv' })
  format: FileFormat = 'csv';
}

export class LogFacetQueryDto {
  @QueryWord(FACET_FIELDS, { default: 'action' })
  field: FacetField = 'action';
}
