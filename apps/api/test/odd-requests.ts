import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Client } from './client.js';
import type { Portal } from './portal.js';

type Schema = {
  $ref?: string;
  allOf?: Schema[];
  type?: string | string[];
  enum?: unknown[];
  format?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  example?: unknown;
};
type Operation = {
  parameters?: { in: string; name: string; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
};
const document = JSON.parse(readFileSync(path.join(__dirname, '../../../libs/api-client/openapi.json'), 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};
const resolved = (schema: Schema): Schema =>
  schema.$ref
    ? document.components.schemas[schema.$ref.split('/').at(-1)!]!
    : schema.allOf?.length === 1
      ? resolved(schema.allOf[0]!)
      : schema;

const ODD_TEXT = ['a\u0000b', 'a\ud800b', '\udfff', '\\u0000', 'x'.repeat(5_000), '\u2028\u202e'];
const ODD_VALUES = [...ODD_TEXT, -1, 0, 1.5, 1e30, Number.MAX_SAFE_INTEGER, null, [], {}, [null], true];
const ODD_QUERIES = [
  '%00',
  'a%00b',
  '%ED%A0%80',
  '-271821-04-20T00:00:00.000Z',
  '+275760-09-13T00:00:00.000Z',
  '-004714-01-01T00:00:00.000Z',
  '1e308',
  '1e400',
  '-1',
  '99999999999999999999',
  Buffer.from('["9999-99-99T99:99:99.999Z","00000000-0000-0000-0000-000000000000"]').toString('base64url'),
  Buffer.from('["999999999999999999"]').toString('base64url'),
  Buffer.from('["999999999"]').toString('base64url'),
  'null',
  '%5B%5D',
];

function exampleOf(input: Schema): unknown {
  const schema = resolved(input);
  if (schema.example !== undefined) return schema.example;
  if (schema.enum) return schema.enum[0];
  if (schema.type === 'object' || schema.properties)
    return Object.fromEntries(
      Object.entries(schema.properties ?? {})
        .filter(([name]) => schema.required?.includes(name))
        .map(([name, one]) => [name, exampleOf(one)]),
    );
  if (schema.type === 'array') return [];
  if (schema.type === 'boolean') return true;
  if (schema.type === 'number' || schema.type === 'integer') return 1;
  return schema.format === 'uuid' ? '018f0000-0000-7000-8000-000000000000' : 'text';
}

const SKIPPED = /\/stream$|\/events$|backup|\/auth\/logout|\/auth\/refresh|sessions|reset-password$/;
const operations = Object.entries(document.paths)
  .flatMap(([route, methods]) => Object.entries(methods).map(([method, operation]) => ({ route, method, operation })))
  .filter(({ route }) => /^\/api\//.test(route) && !SKIPPED.test(route));

/**
 * Sends odd values in every field and every query parameter of the document, as an admin.
 * @param every sends every so many-th of them only
 * @returns what was answered with a server error, and how many were sent
 */
export async function sendOddRequests(
  portal: Portal,
  admin: Client,
  every: number,
): Promise<{ bad: string[]; sent: number }> {
  const bad: string[] = [];
  let [thought, sent] = [0, 0];
  const send = async (what: string, method: string, url: string, body?: unknown) => {
    if (thought++ % every !== 0) return;
    sent++;
    const { status, body: reply } = await admin
      .send(method.toUpperCase(), url, body)
      .catch((error: Error) => ({ status: 599, body: error.message }));
    if (status >= 500 && status !== 503 && status !== 502)
      bad.push(`${status} ${method} ${url.slice(0, 120)} ${what} ${JSON.stringify(reply).slice(0, 200)}`);
  };
  const chat = (await admin.post('/api/chat', { prompt: 'Hello' })).body;
  const made = async (url: string, body: object) => (await admin.post(url, body)).body.id as string;
  const ids: Record<string, string> = {
    role: 'user',
    user_id: (await portal.someone()).id,
    thread_id: chat.thread_id,
    message_id: chat.message_id,
    model_id: (await admin.get('/api/admin/models')).body[0].id,
    key_id: await made('/api/developer/api-keys', { name: 'key' }),
    preset_id: await made('/api/chat/presets', { name: 'preset' }),
    share_id: await made(`/api/chat/threads/${chat.thread_id}/share`, { level: 'members' }),
    saved_id: await made('/api/admin/database/queries', { name: 'query', sql: 'SELECT 1' }),
  };
  for (const { route, method, operation } of operations) {
    const url = route.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '018f0000-0000-7000-8000-000000000000');
    for (const { in: place, name } of operation.parameters ?? []) {
      if (place === 'query' && method === 'get')
        for (const odd of ODD_QUERIES) await send(name, method, `${url}?${name}=${odd}`);
    }
    const schema = operation.requestBody?.content['application/json']?.schema;
    if (!schema) continue;
    const whole = resolved(schema);
    const base = exampleOf(whole) as Record<string, unknown>;
    for (const name of Object.keys(whole.properties ?? {})) {
      // A single field may be a valid change; together with the required fields it is a whole request.
      for (const odd of ODD_VALUES)
        for (const body of [{ ...base, [name]: odd }, { [name]: odd }])
          await send(`${name}=${JSON.stringify(odd).slice(0, 40)}`, method, url, body);
    }
  }
  return { bad, sent };
}
