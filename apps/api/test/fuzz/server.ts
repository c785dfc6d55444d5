import type { FakeLlm } from '@pocket-llm/fake-llm';
import { DEFAULT_MODELS, startFakeLlm } from '@pocket-llm/fake-llm';
import { JWT_SECRET, newDatabase } from '../portal.js';
import { newDataDir, removeDataDir, ServerProcess } from '../process.js';

/** Without those that fail by their name: an admin of the fuzz may make any model the default of all. */
const MODELS = DEFAULT_MODELS.filter(({ name }) => !name.startsWith('fake-'));

/** The built server in a process of its own, on a database of its own, with a fake backend. */
export class FuzzedServer {
  private constructor(
    readonly server: ServerProcess,
    private readonly fake: FakeLlm,
    private readonly dir: string,
  ) {}

  static async start(env: NodeJS.ProcessEnv = {}): Promise<FuzzedServer> {
    const [fake, dir] = [await startFakeLlm({ models: MODELS }), await newDataDir()];
    const server = await ServerProcess.start({
      NODE_ENV: 'test',
      DATA_DIR: dir,
      DATABASE_URL: await newDatabase(),
      OLLAMA_HOST: fake.url,
      JWT_SECRET,
      REGISTRATIONS_PER_HOUR: '100000',
      TRUST_PROXY: '1',
      ...env,
    });
    return new FuzzedServer(server, fake, dir);
  }

  /** Stops it as a service manager does. @returns how it ended, and all that it printed */
  async stop(): Promise<{ code: number | null; output: string }> {
    const ended = await this.server.stop();
    await this.fake.close();
    await removeDataDir(this.dir);
    return ended;
  }
}
