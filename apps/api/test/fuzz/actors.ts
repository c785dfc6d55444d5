import { randomUUID } from 'node:crypto';
import type { Client } from '../client.js';
import { ADMIN_PASSWORD, PASSWORD } from '../portal.js';
import { MODEL } from '../matrix/things.js';
import type { Recipe } from './requests.js';

type Who = Recipe['who'];

/** What an admin in the fuzz may have changed that would leave nothing to do for those after him. */
const USUAL_SETTINGS = {
  registration_mode: 'open',
  retention_days: 0,
  log_retention_days: 0,
  cache_scope: 'shared',
  cache_ttl_seconds: 3600,
  llm_max_parallel: 4,
  llm_max_queue: 256,
  llm_max_parallel_per_user: 4,
  llm_max_queue_per_user: 16,
};

/**
 * The people of the fuzz. Each is thrown away and made anew when a request has ended him: he may log out, change his
 * password, or deactivate himself. The first admin makes them and repairs the portal, and no request can name him.
 */
export class Actors {
  private readonly clients = new Map<Who, Client>();

  private constructor(
    private readonly anyone: Client,
    private readonly root: Client,
    readonly rootId: string,
  ) {}

  static async begin(anyone: Client): Promise<Actors> {
    const root = await fromElsewhere(anyone).login('admin', ADMIN_PASSWORD);
    return new Actors(anyone, root, (await root.get('/api/auth/me')).body.id as string);
  }

  async as(who: Who): Promise<Client> {
    if (who === 'nobody') return this.anyone;
    const known = this.clients.get(who) ?? (await this.newcomer(who));
    this.clients.set(who, known);
    return known;
  }

  /** The next request of this actor comes from somebody new. */
  retire(who: Who): void {
    this.clients.delete(who);
  }

  /** Brings back what everybody needs: usual settings, no quotas, the default model. */
  async repair(): Promise<void> {
    await this.root.put('/api/admin/settings', USUAL_SETTINGS);
    for (const role of ['user', 'developer', 'admin']) await this.root.put(`/api/admin/quotas/${role}`, {});
    await this.root.post('/api/admin/models', { name: MODEL });
    const models = (await this.root.get('/api/admin/models')).body as { id: string; name: string }[];
    const { id } = models.find(({ name }) => name === MODEL)!;
    await this.root.put(`/api/admin/models/${id}`, {
      is_enabled: true,
      is_default: true,
      options: {},
      system_prompt: null,
      roles: ['user', 'developer', 'admin'],
    });
  }

  private async newcomer(who: Exclude<Who, 'nobody'>): Promise<Client> {
    const username = `${who}-${randomUUID().slice(0, 13)}`;
    const role = who === 'key' ? 'developer' : who;
    const person = { username, email: `${username}@example.org`, password: PASSWORD, role };
    const made = await this.root.post('/api/auth/register', person);
    if (made.status !== 201) throw new Error(`no ${who}: ${JSON.stringify(made.body)}`);
    const client = await fromElsewhere(this.anyone).login(username, PASSWORD);
    if (who !== 'key') return client;
    const { body } = await client.post('/api/developer/api-keys', {});
    return this.anyone.withKey(body.key_value as string);
  }
}

/** From an address of its own, because the wrong passwords of the fuzz slow down the one that they come from. */
function fromElsewhere(client: Client): Client {
  const [a, b, c] = randomUUID()
    .match(/../g)!
    .map((byte) => parseInt(byte, 16));
  return client.with({ 'x-forwarded-for': `10.${a}.${b}.${c}` });
}
