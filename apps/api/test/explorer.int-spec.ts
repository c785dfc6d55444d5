import { OPERATIONS, type Operation } from './document.js';
import { startPortal, type Person, type Portal } from './portal.js';

let portal: Portal;
let admin: Person;
beforeAll(async () => {
  portal = await startPortal();
  admin = await portal.someone('admin');
});
afterAll(() => portal.close());

/** Those that can be asked without an id of something. */
const LISTS = OPERATIONS.filter(
  // A portal without SCIM_TOKEN has no /scim.
  ({ method, pathIds, access }) => method === 'GET' && pathIds.length === 0 && !access.scim_token,
);
/** A query string as the explorer makes it: examples and defaults are filled in, the rest is left as `others` says. */
const query = ({ parameters }: Operation, others: 'absent' | 'empty') =>
  new URLSearchParams(
    parameters
      .filter((one) => one.in === 'query')
      .map(({ name, schema }): [string, string] => [name, String(schema.example ?? schema.default ?? '')])
      .filter(([, value]) => others === 'empty' || value !== ''),
  ).toString();

describe.each(['absent', 'empty'] as const)('with filters %s, "Execute" as it stands works on', (others) => {
  it.each(LISTS.map((operation) => [operation.name, operation] as const))('%s', async (_, operation) => {
    const { status, body } = await (operation.access.public ? portal.anyone : admin).knock(
      'GET',
      `${operation.path}?${query(operation, others)}`,
    );
    const seen = status < 400 ? '' : `${status} ${(body as { code?: string }).code}`;
    expect(seen).toBe('');
  });
});

it('no example narrows a list: what is optional is explained in words', () => {
  const filled = LISTS.flatMap(({ name, parameters }) =>
    parameters
      .filter((one) => one.in === 'query' && !one.required)
      .filter(({ schema }) => schema.example !== undefined)
      .map((one) => `${name} ${one.name}`),
  );
  expect(filled).toEqual([]);
});

it('a value of a filter that is there is judged as before', async () => {
  expect((await admin.get('/api/admin/logs?status_code=&limit=x')).body).toMatchObject({
    code: 'request.invalid',
    errors: [{ pointer: '/limit' }],
  });
});

it.each(['127.0.0.1', 'localhost'])(
  'read at %s, the document names that address, so that Postman has a base URL',
  async (name) => {
    const base = portal.anyone.url.replace('127.0.0.1', name);
    const { servers } = (await (await fetch(`${base}/openapi.json`)).json()) as { servers: { url: string }[] };
    expect(servers.map(({ url }) => url)).toEqual([base]);
  },
);
