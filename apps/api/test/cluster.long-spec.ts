import { startFakeLlm, type FakeLlm } from '@pocket-llm/fake-llm';
import { randomUUID } from 'node:crypto';
import { Client } from './client.js';
import { eventually } from './clock.js';
import { type FakeRedis } from './fake-redis.js';
import { hasNginx, Nginx } from './nginx.js';
import { ADMIN_PASSWORD, JWT_SECRET, newDatabase } from './portal.js';
import { freePort, newDataDir, removeDataDir, ServerProcess } from './process.js';
import { hasRedis, RealRedis } from './real-redis.js';

// Four processes of one installation behind nginx, under load: one PostgreSQL, one Redis, one backend.

const PROCESSES = 4;

const MISSING = 'NOT TESTED, nginx or redis-server is not installed (apt-get install nginx redis-server)';
if (!hasNginx || !hasRedis) {
  process.stderr.write(`Four processes behind nginx: ${MISSING}\n`);
  it(MISSING, () => undefined);
} else
  describe('four processes behind nginx', () => {
    let dir: string;
    let redis: FakeRedis | RealRedis;
    let fake: FakeLlm;
    let env: NodeJS.ProcessEnv;
    let ports: number[];
    let servers: ServerProcess[];
    let nginx: Nginx;
    let admin: Client;
    beforeAll(async () => {
      [dir, redis, fake] = [await newDataDir(), await RealRedis.start(), await startFakeLlm()];
      env = {
        DATA_DIR: dir,
        DATABASE_URL: await newDatabase(),
        REDIS_URL: redis.url,
        OLLAMA_HOST: fake.url,
        TITLE_MODEL: 'off',
        JWT_SECRET,
        ADMIN_PASSWORD,
        TRUST_PROXY: '1',
        LLM_MAX_PARALLEL: '16',
        LLM_MAX_PARALLEL_PER_USER: '16',
        LOG_LEVEL: 'error',
      };
      ports = await Promise.all(Array.from({ length: PROCESSES }, freePort));
      servers = [];
      for (const port of ports) servers.push(await begin(port));
      nginx = await Nginx.start(ports);
      admin = await new Client(nginx.url).login('admin', ADMIN_PASSWORD);
    });
    afterAll(async () => {
      await nginx.close();
      const ended = await Promise.all(servers.map((server) => server.stop()));
      expect(ended.map(({ output }) => output.match(/unhandled|uncaught/i))).toEqual(Array(PROCESSES).fill(null));
      await Promise.all([fake.close(), redis.close(), removeDataDir(dir)]);
    });
    const begin = (port: number) => ServerProcess.start({ ...env, PORT: String(port) });

    /** Eight people who ask one question after the other until they are told to stop. */
    function load() {
      let going = true;
      const answered: { thread: string; text: string }[] = [];
      const failed: unknown[] = [];
      const ask = async () => {
        while (going) {
          const client_message_id = randomUUID();
          try {
            const { status, body } = await admin.post('/api/chat', { prompt: client_message_id, client_message_id });
            if (status === 200) answered.push({ thread: body.thread_id, text: client_message_id });
            else failed.push([status, body]);
          } catch (error) {
            failed.push(error);
          }
        }
      };
      const all = Promise.all(Array.from({ length: 8 }, ask));
      return {
        answered,
        failed,
        async until(count: number) {
          const from = answered.length;
          await eventually(() => answered.length >= from + count);
        },
        async end() {
          going = false;
          await all;
        },
      };
    }

    const expectKept = async (answered: { thread: string; text: string }[]) => {
      for (const { thread, text } of answered) {
        const { messages } = (await admin.get(`/api/chat/threads/${thread}`)).body;
        expect(messages.map(({ role, content }: { role: string; content: string }) => [role, content])).toEqual([
          ['user', text],
          ['assistant', expect.stringMatching(/./)],
        ]);
      }
    };

    it('a rolling restart fails no request', async () => {
      const people = load();
      for (const [i, port] of ports.entries()) {
        await people.until(20);
        const { code } = await servers[i]!.stop();
        expect(code).toBe(0);
        await people.until(20);
        servers[i] = await begin(port);
      }
      await people.until(20);
      await people.end();
      expect(people.failed).toEqual([]);
      await expectKept(people.answered);
    });

    it('kill -9 of one loses no acknowledged message, and the others go on', async () => {
      const people = load();
      await people.until(40);
      await servers[1]!.stop('SIGKILL');
      await people.until(80);
      await people.end();
      // Only what was under way there fails.
      expect(people.failed.length).toBeLessThanOrEqual(8);
      await expectKept(people.answered);
      servers[1] = await begin(ports[1]!);
    });
  });
