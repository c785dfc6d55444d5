import { randomUUID } from 'node:crypto';
import { Client, type Reply } from './client.js';
import type { Portal } from './portal.js';

export const SCIM_TOKEN = 'scim-tests-0123456789-abcdefghijklmnop';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

export const unique = (name: string): string => `${name}-${randomUUID().slice(0, 8)}`;

/** The status of an error, and the reason in SCIM's words. */
export const said = ({ status, body }: Reply<{ scimType?: string }>) => [status, body.scimType];

/** A provider of identities. Paths are below /scim/v2. */
export class Provider {
  readonly client: Client;

  constructor(portal: Portal, token = SCIM_TOKEN) {
    this.client = new Client(portal.server.url, {
      authorization: `Bearer ${token}`,
      'content-type': 'application/scim+json',
    });
  }

  send = (method: string, path: string, body?: unknown): Promise<Reply> =>
    this.client.send(method, `/scim/v2${path}`, body);
  get = (path: string) => this.send('GET', path);
  delete = (path: string) => this.send('DELETE', path);
  put = (path: string, body: unknown) => this.send('PUT', path, body);

  find = (path: string, filter: string, more = ''): Promise<Reply> =>
    this.get(`${path}?filter=${encodeURIComponent(filter)}${more}`);

  /** @param name the part before the @ */
  createUser = (name: string, more: object = {}): Promise<Reply> =>
    this.send('POST', '/Users', {
      schemas: [USER],
      userName: `${name}@corp.example`,
      externalId: `ext-${name}`,
      active: true,
      emails: [{ value: `${name}@corp.example`, type: 'work', primary: true }],
      ...more,
    });

  createGroup = (displayName: string, memberIds: string[] = [], more: object = {}): Promise<Reply> =>
    this.send('POST', '/Groups', {
      schemas: [GROUP],
      displayName,
      members: memberIds.map((value) => ({ value })),
      ...more,
    });

  patch = (path: string, ...Operations: object[]): Promise<Reply> =>
    this.send('PATCH', path, { schemas: [PATCH], Operations });
}
