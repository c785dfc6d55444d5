import type { Client, Reply } from './client.js';
import { eventually } from './clock.js';

export const CHAT = '/v1/chat/completions';

/** A line of an input file. */
export const chatLine = (id: string, content = id, model = 'gemma2:2b') => ({
  custom_id: id,
  method: 'POST',
  url: CHAT,
  body: { model, messages: [{ role: 'user', content }] },
});

/** Uploads a file of these lines. A text is a line as it stands. */
export function upload(by: Client, lines: (object | string)[], fields: Record<string, string> = { purpose: 'batch' }) {
  const content = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  return uploadFile(by, Buffer.from(content), fields);
}

export function uploadFile(
  by: Client,
  content: Buffer | undefined,
  fields: Record<string, string> = { purpose: 'batch' },
): Promise<Reply> {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--mark\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const head = '--mark\r\ncontent-disposition: form-data; name="file"; filename="lines.jsonl"\r\n\r\n';
  const file = content ? [Buffer.from(head), content, Buffer.from('\r\n')] : [];
  const form = Buffer.concat([Buffer.from(parts.join('')), ...file, Buffer.from('--mark--\r\n')]);
  return by.with({ 'content-type': 'multipart/form-data; boundary=mark' }).post('/v1/files', form);
}

/** Uploads these lines and begins a batch of them. @returns its id */
export async function begin(by: Client, lines: (object | string)[], endpoint = CHAT): Promise<string> {
  const input_file_id = (await upload(by, lines)).body.id;
  const { status, body } = await by.post('/v1/batches', { input_file_id, endpoint, completion_window: '24h' });
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body.id;
}

export const batchOf = async (by: Client, id: string) => (await by.get(`/v1/batches/${id}`)).body;

/** The batch, once it is over. */
export async function over(by: Client, id: string) {
  await eventually(async () => /failed|completed|expired|cancelled/.test((await batchOf(by, id)).status));
  return batchOf(by, id);
}

export interface ResultLine {
  custom_id: string;
  response: { status_code: number; request_id: string; body: Record<string, unknown> } | null;
  error: { code: string } | null;
}

/** The lines of a file of results; none of a file that does not exist. */
export async function resultsOf(by: Client, fileId: string | null): Promise<ResultLine[]> {
  if (fileId === null) return [];
  const { body } = await by.get(`/v1/files/${fileId}/content`);
  return (body as string)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ResultLine);
}
