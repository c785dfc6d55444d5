import { request, type Dispatcher } from 'undici';

/** Longest time of one call to a provider, in milliseconds, from the name's look-up to the last byte. */
export const CALL_TIMEOUT_MS = 5_000;
/** Largest answer of a provider, in bytes. */
const MOST_BYTES = 1024 * 1024;

/** What the libraries hand over; the same fields as in `fetch`. */
interface Call {
  method?: string;
  headers?: ConstructorParameters<typeof Headers>[0];
  body?: unknown;
  signal?: AbortSignal | null;
}

/**
 * `fetch` for calls to providers: bounded in time and size, and redirects are answers, not orders.
 * @throws Error of the network, for a late or too large answer
 */
export async function providerFetch(url: string | URL, { method, headers, body, signal }: Call): Promise<Response> {
  const late = AbortSignal.timeout(CALL_TIMEOUT_MS);
  const reply = await request(url, {
    method: (method ?? 'GET') as Dispatcher.HttpMethod,
    headers: Object.fromEntries(new Headers(headers)),
    body: body === undefined || body === null ? undefined : String(body as string | URLSearchParams),
    signal: signal ? AbortSignal.any([signal, late]) : late,
  });
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of reply.body as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Leaving the loop destroys the connection.
    if (size > MOST_BYTES) throw new Error(`The answer of ${new URL(url).host} is larger than ${MOST_BYTES} bytes.`);
    chunks.push(chunk);
  }
  const hasBody = ![204, 205, 304].includes(reply.statusCode);
  return new Response(hasBody ? Buffer.concat(chunks) : null, {
    status: reply.statusCode,
    headers: Object.entries(reply.headers).flatMap(([name, value]) =>
      [value ?? []].flat().map((one): [string, string] => [name, one]),
    ),
  });
}
