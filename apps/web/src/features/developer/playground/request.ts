/** A request to `/v1/chat/completions` as it is sent. The form edits the fields it knows and keeps the others. */
export type RequestBody = Record<string, unknown>;

export interface RequestMessage {
  role: string;
  content: unknown;
  [field: string]: unknown;
}

export interface JsonProblem {
  reason: 'json' | 'object' | 'messages';
  /** The parser's own message. */
  detail?: string;
  /** Starts at 1. */
  line?: number;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Parses a request, or reports what is wrong with the text. */
export function parseBody(text: string): { body: RequestBody } | { problem: JsonProblem } {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    const detail = (error as Error).message;
    return { problem: { reason: 'json', detail, line: lineOf(detail, text) } };
  }
  if (!isObject(body)) return { problem: { reason: 'object' } };
  const { messages } = body;
  if (
    messages !== undefined &&
    !(Array.isArray(messages) && messages.every((message) => isObject(message) && typeof message['role'] === 'string'))
  )
    return { problem: { reason: 'messages' } };
  return { body };
}

/** The line of a syntax error. Browsers report it by line, by position, or as an unexpected end. */
function lineOf(message: string, text: string): number | undefined {
  const line = /line (\d+)/i.exec(message)?.[1];
  if (line) return Number(line);
  // Newer engines quote the text around the error instead: ten characters before it, and what follows.
  const quoted = /, (\.\.\.)?"([\s\S]*)"(?:\.\.\.)? is not valid JSON/.exec(message);
  const at = quoted ? text.indexOf(quoted[2]!) : -1;
  if (quoted && at >= 0) return text.slice(0, at + (quoted[1] ? 10 : 0)).split('\n').length;
  const position = /position (\d+)/i.exec(message)?.[1];
  if (position) return text.slice(0, Number(position)).split('\n').length;
  return /end of|unexpected eof|unterminated/i.test(message) ? text.split('\n').length : undefined;
}

export const formatBody = (body: RequestBody): string => JSON.stringify(body, null, 2);

/** Sets a field; undefined removes it. */
export function withField(body: RequestBody, name: string, value: unknown): RequestBody {
  const { [name]: _, ...rest } = body;
  return value === undefined ? rest : name in body ? { ...body, [name]: value } : { ...rest, [name]: value };
}

const allMessages = (body: RequestBody): RequestMessage[] =>
  Array.isArray(body['messages']) ? (body['messages'] as RequestMessage[]) : [];
const isSystem = (message: RequestMessage | undefined): message is RequestMessage =>
  message?.role === 'system' && typeof message.content === 'string';

/** The system prompt: the first message, if its role is system. */
export const systemOf = (body: RequestBody): string => {
  const [first] = allMessages(body);
  return isSystem(first) ? String(first.content) : '';
};

/** The messages after the system prompt. */
export const messagesOf = (body: RequestBody): RequestMessage[] => {
  const all = allMessages(body);
  return isSystem(all[0]) ? all.slice(1) : all;
};

export const withSystem = (body: RequestBody, text: string): RequestBody =>
  withField(body, 'messages', [...(text === '' ? [] : [{ role: 'system', content: text }]), ...messagesOf(body)]);

export const withMessages = (body: RequestBody, messages: RequestMessage[]): RequestBody => {
  const all = allMessages(body);
  return withField(body, 'messages', [...(isSystem(all[0]) ? [all[0]] : []), ...messages]);
};

/** Moves an entry up or down by one. */
export function moved<Item>(list: readonly Item[], from: number, by: 1 | -1): Item[] {
  const to = from + by;
  if (to < 0 || to >= list.length) return [...list];
  const next = [...list];
  [next[from], next[to]] = [next[to]!, next[from]!];
  return next;
}

export const PARAMETERS = {
  temperature: { min: 0, max: 2, whole: false },
  top_p: { min: 0, max: 1, whole: false },
  top_k: { min: 0, max: 1000, whole: true },
  max_tokens: { min: 1, max: 1_000_000, whole: true },
  seed: { min: -2_147_483_648, max: 2_147_483_647, whole: true },
} as const;
export type ParameterName = keyof typeof PARAMETERS;

/** Parses a typed number; empty means the model's default. */
export function parseParameter(name: ParameterName, typed: string): { value: number | undefined } | { wrong: true } {
  const text = typed.trim().replace(',', '.');
  if (text === '') return { value: undefined };
  const value = Number(text);
  const { min, max, whole } = PARAMETERS[name];
  return Number.isFinite(value) && value >= min && value <= max && (!whole || Number.isInteger(value))
    ? { value }
    : { wrong: true };
}

/** Switches streaming. A stream reports its usage only on request. */
export const withStream = (body: RequestBody, on: boolean): RequestBody =>
  withField(withField(body, 'stream', on || undefined), 'stream_options', on ? { include_usage: true } : undefined);

export const FORMATS = ['text', 'json_object', 'json_schema'] as const;
export type Format = (typeof FORMATS)[number];

export function formatOf(body: RequestBody): Format {
  const format = body['response_format'];
  return FORMATS.find((one) => isObject(format) && format['type'] === one) ?? 'text';
}

const FIRST_SCHEMA = {
  type: 'object',
  properties: { answer: { type: 'string' } },
  required: ['answer'],
  additionalProperties: false,
};

/** The JSON schema of the answer. */
export function schemaOf(body: RequestBody): unknown {
  const format = body['response_format'];
  const schema = isObject(format) ? format['json_schema'] : undefined;
  return isObject(schema) ? schema['schema'] : undefined;
}

export function withFormat(
  body: RequestBody,
  format: Format,
  schema: unknown = schemaOf(body) ?? FIRST_SCHEMA,
): RequestBody {
  if (format === 'text') return withField(body, 'response_format', undefined);
  return withField(
    body,
    'response_format',
    format === 'json_object'
      ? { type: format }
      : { type: format, json_schema: { name: 'answer', strict: true, schema } },
  );
}

/** Whether the request has a question. */
export const hasQuestion = (body: RequestBody): boolean =>
  allMessages(body).some(
    ({ role, content }) => role !== 'system' && (typeof content === 'string' ? content.trim() !== '' : content != null),
  );
