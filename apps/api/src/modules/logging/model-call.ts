import type { LogEntry } from './log.entity.js';

/** What the line of a model call says beside the request. */
interface CallColumns {
  model: string | null;
  api_key_id: string | null;
  /** As its owner named it at that time. */
  key_name: string | null;
  input_tokens: number | null;
  output_tokens: number | null;
  error_code: string | null;
  /** The backend's own sentence, address and all. */
  error_detail: string | null;
}

/** A line of the request log as it is read: what its metadata says of a model call is beside the other columns. */
export type LogLine = LogEntry & CallColumns;

/** Filter of model calls. Absent fields do not restrict. */
export interface CallFilter {
  /** Without a tag: also with the tag `latest`, which is the same model. */
  model?: string;
  /** Id or name of an API key. */
  key?: string;
  /** A code, or words of the detail. */
  error?: string;
}

export function lineOf(entry: LogEntry): LogLine {
  const from = entry.metadata ?? {};
  const text = (name: string) => (typeof from[name] === 'string' ? from[name] : null);
  const figure = (name: string) => (typeof from[name] === 'number' ? from[name] : null);
  return {
    ...entry,
    model: text('model'),
    api_key_id: text('api_key_id'),
    key_name: text('key_name'),
    input_tokens: figure('input_tokens'),
    output_tokens: figure('output_tokens'),
    error_code: text('error_code'),
    error_detail: text('error_detail'),
  };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The field of the metadata that a value of `key` is compared with. */
const keyField = (key: string): 'api_key_id' | 'key_name' => (UUID.test(key) ? 'api_key_id' : 'key_name');

/** The names that a model is asked for under, each as a condition. A colon before a word would be a parameter. */
export const modelConditions = (model: string): string[] =>
  [':model', ...(model.includes(':') ? [] : [`:model || ':' || 'latest'`])].map(
    (name) => `metadata->>'model' = ${name}`,
  );

const ERROR_CODE = /^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/;

/** Whether it is a code, and no words of a detail. */
export const isErrorCode = (error: string): boolean => ERROR_CODE.test(error);

/** The filter as conditions with `:names`. */
export const callConditions = ({ model, key, error }: CallFilter): string[] => [
  ...(model !== undefined ? [`(${modelConditions(model).join(' OR ')})`] : []),
  ...(key !== undefined ? [`metadata->>'${keyField(key)}' = :key`] : []),
  ...(error === undefined
    ? []
    : isErrorCode(error)
      ? [`metadata->>'error_code' = :error`]
      : [`strpos(lower(metadata->>'error_detail'), lower(:error)) > 0`]),
];

/** The same for one line. */
export function isCall({ model, key, error }: CallFilter, { metadata }: LogEntry): boolean {
  const from = metadata ?? {};
  return (
    (model === undefined || from.model === model || from.model === `${model}:latest`) &&
    (key === undefined || from[keyField(key)] === key) &&
    (error === undefined ||
      (isErrorCode(error)
        ? from.error_code === error
        : typeof from.error_detail === 'string' && from.error_detail.toLowerCase().includes(error.toLowerCase())))
  );
}
