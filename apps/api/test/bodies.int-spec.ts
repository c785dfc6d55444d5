import { randomUUID } from 'node:crypto';
import { request } from 'undici';
import { ImportService } from '../src/modules/chat/transfer/import.service.js';
import { addressOf, OPERATIONS, type Operation } from './document.js';
import { startPortal, type Person, type Portal } from './portal.js';

let portal: Portal;
let admin: Person;
beforeAll(async () => {
  portal = await startPortal({ env: { REGISTRATIONS_PER_HOUR: '100000', AUDIO_BASE_URL: 'http://127.0.0.1:9/v1' } });
  admin = await portal.someone('admin');
});
afterAll(() => portal.close());

const withBody = OPERATIONS.filter(({ body }) => body);
const RESTORE = 'POST /api/admin/backup/restore';
const IMPORT = 'POST /api/chat/import';
/** Providers send it as browsers send a form, because OpenID Connect says so. */
const LOGOUT = 'POST /api/auth/oidc/{provider_id}/backchannel-logout';
const WEB_FORM = 'application/x-www-form-urlencoded';
/** Ollama's clients send any type or none, so there every body is taken for JSON. */
const takesAnyType = ({ path }: Operation) => path.startsWith('/ollama/');
const FORM = 'multipart/form-data';
/** A file comes as a form, or is announced as JSON. */
const UPLOAD = 'POST /api/files';
const takesForms = ({ body }: Operation) => body!.type === FORM;
const unknown = (operation: Operation) =>
  addressOf(operation, {
    role: 'user',
    ...Object.fromEntries(operation.pathIds.filter((id) => id !== 'role').map((id) => [id, randomUUID()])),
  });

async function send(operation: Operation, type: string | undefined, body: string | Buffer | AsyncIterable<Buffer>) {
  const reply = await request(portal.server.url + unknown(operation), {
    method: operation.method as 'POST',
    headers: { ...admin.headers, ...(type !== undefined && { 'content-type': type }) },
    body: body as string,
  });
  await reply.body.dump();
  return reply.statusCode;
}

const BYTES = 'PATCH /api/files/{stored_file_id}/content';

/** A body that no operation takes. */
const WRONG = '{"surplus":1}';

describe('O11: whatever type a body claims, it is validated or refused', () => {
  it.each<[type: string | undefined, status: number]>([
    ['application/json', 400],
    ['APPLICATION/JSON ; charset=utf-8', 400],
    ['application/json; charset=utf-16', 400],
    ['\tapplication/json', 400],
    ['application/json\ta', 415],
    ['application/jsonx', 415],
    ['application/vnd.api+json', 415],
    ['application/vnd.pocket-llm.stream', 415],
    ['text/plain', 415],
    ['multipart/form-data; boundary=x', 415],
    ['application/x-www-form-urlencoded', 415],
    ['', 415],
    [undefined, 415],
  ])('%j', async (type, status) => {
    const answers: Record<string, number> = {};
    for (const operation of withBody) answers[operation.name] = await send(operation, type, WRONG);
    const expected = withBody.map((operation) => [
      operation.name,
      takesAnyType(operation) ||
      ((takesForms(operation) || operation.name === UPLOAD) && type?.startsWith(FORM)) ||
      (operation.name === LOGOUT && type === WEB_FORM)
        ? 400
        : operation.name === RESTORE || takesForms(operation)
          ? 415
          : // Their type is looked at first; then both say that what they are about is not there.
            (operation.access.scim_token || operation.name === BYTES) && status === 400
            ? 404
            : status,
    ]);
    expect(answers).toEqual(Object.fromEntries(expected));
  });
});

describe('D6: every parser of bodies has a bound', () => {
  const piece = Buffer.alloc(64 * 1024, 0x20);
  async function* chunked(bytes: number): AsyncGenerator<Buffer> {
    for (let sent = 0; sent <= bytes; sent += piece.length) yield piece;
  }
  const MIB = 2 ** 20;

  it('a body of 8 MiB and a bit is 413 in every part of the API, with a length or in chunks', async () => {
    const whole = Buffer.concat([Buffer.alloc(8 * MIB, 0x20), Buffer.from(WRONG)]);
    // One parser serves all of them, so one operation of each part stands for the others.
    const parts = new Map(withBody.map((operation) => [operation.path.split('/').slice(0, 4).join('/'), operation]));
    const bounded = [...parts.values()].filter(({ name }) => name !== RESTORE && name !== IMPORT);
    expect(bounded.length).toBeGreaterThan(10);
    const answers: Record<string, number[]> = {};
    for (const operation of bounded)
      answers[operation.name] = [
        await send(operation, 'application/json', whole),
        await send(operation, 'application/json', chunked(8 * MIB)),
      ];
    expect(answers).toEqual(Object.fromEntries(bounded.map(({ name }) => [name, [413, 413]])));
  });

  it('a file to import is 413 above its limit of 2 GiB', async () => {
    expect(ImportService.maxFileBytes).toBe(2048 * MIB);
    // The same with less, because two gibibytes take minutes.
    jest.replaceProperty(ImportService, 'maxFileBytes', 256 * MIB);
    const [operation] = OPERATIONS.filter(({ name }) => name === IMPORT);
    expect(await send(operation!, 'application/json', chunked(256 * MIB))).toBe(413);
    jest.restoreAllMocks();
  });

  // A backup may be larger than memory: it goes to the disk, and its reader bounds each line of it.
  it('what no bound of bytes holds is admitted to those alone who confirmed their password', async () => {
    const [restore] = OPERATIONS.filter(({ name }) => name === RESTORE);
    await portal.sql(`UPDATE sessions SET confirmed_at = now() - interval '1 day' WHERE user_id = $1`, [admin.id]);
    expect(await send(restore!, 'application/gzip', chunked(8 * MIB))).toBe(403);
  });
});
