import { request, type Dispatcher } from 'undici';
import { contradiction } from '../contract.js';
import type { Recipe } from './requests.js';

/** How long the server may take; a request without an end is a fault, too. */
const PATIENCE_MS = 30_000;

export interface Sent {
  method: string;
  url: string;
  headers: Record<string, string | string[]>;
  body?: Buffer;
}

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: unknown;
  /** What is wrong with it. */
  fault?: string;
}

/** The request as one line for a shell. */
export function asCurl({ method, url, headers, body }: Sent): string {
  const quoted = (text: string) => `'${text.replaceAll(`'`, `'\\''`)}'`;
  const list = Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${String(value)}`)}`);
  // Printable bodies as they are, others as bytes that printf makes.
  const printable = body === undefined || /^[\x20-\x7e]*$/.test(body.toString('latin1'));
  const bytes = body && [...body].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
  const data =
    body && (printable ? `--data-raw ${quoted(body.toString())}` : `--data-binary @<(printf ${quoted(bytes!)})`);
  return ['curl -gsi --path-as-is', `-X ${method}`, ...list, ...(data ? [data] : []), quoted(url)].join(' ');
}

/** Sends it and judges the answer. Streams are hung up on as soon as they have begun. */
export async function sendAndJudge({ operation }: Recipe, sent: Sent): Promise<Answer> {
  const hangUp = new AbortController();
  const late = setTimeout(() => hangUp.abort(new Error('no answer')), PATIENCE_MS);
  try {
    const reply = await request(sent.url, {
      method: sent.method as Dispatcher.HttpMethod,
      headers: sent.headers,
      body: sent.body ?? null,
      signal: hangUp.signal,
    });
    const { statusCode: status, headers } = reply;
    const type = String(headers['content-type']);
    if (!/[/+]json/.test(type) && status < 400) {
      reply.body.on('error', () => undefined);
      hangUp.abort();
      const wrong = contradiction(sent.method, pathOf(operation.path), status, type, undefined);
      return { status, headers, body: undefined, ...(wrong && { fault: wrong }) };
    }
    const text = await reply.body.text();
    return { status, headers, ...judged(sent, operation.path, status, type, headers, text) };
  } catch (error) {
    return { status: 0, headers: {}, body: undefined, fault: `no answer: ${(error as Error).message}` };
  } finally {
    clearTimeout(late);
  }
}

/** An address of the operation that the document's patterns match, whatever the fuzz made of it. */
const pathOf = (template: string): string => template.replaceAll(/\{\w+\}/g, 'x');

/** What no reply may tell: places in our code, SQL, paths of the machine. */
const LEAK =
  /node_modules|\bat \S+ \(|\.[jt]s:\d+|QueryFailedError|\/(tmp|root|home|usr)\/|relation "|\bTypeError\b|violates/;

/** Refusals of a busy server, and of one without the backend or model that somebody named. */
const RIGHTLY_UNAVAILABLE = /"(auth\.busy|llm\.busy|model\.not-pulled|sql\.unavailable)"|No backend of the kind/;

function judged(
  { method, body: asked }: Sent,
  template: string,
  status: number,
  type: string,
  headers: Answer['headers'],
  text: string,
): Pick<Answer, 'body' | 'fault'> {
  let body: unknown = text;
  try {
    if (/[/+]json/.test(type) && text) body = JSON.parse(text);
  } catch {
    return { body, fault: `${status} with a body that is not JSON: ${text.slice(0, 200)}` };
  }
  const told = `${status} ${text.slice(0, 400)}`;
  const problem = body as { code?: string; error?: { code?: string }; request_id?: string; detail?: string };
  const code = problem?.code ?? problem?.error?.code ?? '';
  if (status >= 500 && !(status === 503 && RIGHTLY_UNAVAILABLE.test(text))) return { body, fault: told };
  if (!headers['x-request-id']) return { body, fault: `no request id: ${told}` };
  if (status < 400 || typeof body === 'string') {
    if (status >= 400) return { body, fault: `an error without a body of ours: ${told}` };
  } else if (/problem\+json/.test(type) && problem.request_id !== headers['x-request-id'])
    return { body, fault: `another request id: ${told}` };
  // The database's own sentence is what the console is for, and what the caller sent himself is no leak.
  if (status >= 400 && code !== 'sql.error' && LEAK.test(text) && !LEAK.test(asked?.toString() ?? ''))
    return { body, fault: `it tells too much: ${told}` };
  const wrong = contradiction(method, pathOf(template), status, type, body);
  return { body, ...(wrong && { fault: `it contradicts the document: ${wrong}; ${told}` }) };
}
