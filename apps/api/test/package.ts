import { startFakeLlm } from '@pocket-llm/fake-llm';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { docx, paragraph, uploaded } from './documents.js';
import { ServerProcess } from './process.js';

const ROOT = path.resolve(__dirname, '../../..');
export const run = promisify(execFile);

/** What of `package.json` npm reads at an install. */
export interface Manifest {
  version: string;
  dependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
  bundleDependencies: string[];
  bin: Record<string, string>;
}

/** `pnpm package --out DIR`. @returns the tarball */
export async function makePackage(out: string): Promise<string> {
  const { stdout } = await run(process.execPath, [path.join(ROOT, 'scripts/package.mjs'), '--out', out]);
  return stdout.trim().split('\n').at(-1)!;
}

/**
 * Starts an installed portal by its command and uses a bit of everything that is not in the bundle: password hashing,
 * the page of a chat, the API explorer, the processes of the SQL console and of what reads documents, an answer, the
 * guide, passkeys, the cache and traces.
 * @param home folder of the person who calls it
 */
export async function tryInstalled(command: string, home: string): Promise<void> {
  const fake = await startFakeLlm();
  const env = { HOME: home, XDG_DATA_HOME: '', DATA_DIR: '' };
  // Nothing listens at the last two; what talks to them is loaded all the same.
  const nowhere = { REDIS_URL: 'redis://127.0.0.1:9', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' };
  const server = await ServerProcess.start({ ...env, ...nowhere, OLLAMA_HOST: fake.url }, command);
  try {
    expect(existsSync(path.join(home, '.local/share/pocket-llm/secrets/jwt'))).toBe(true);
    const { client } = server;
    for (const page of ['/', '/docs', '/docs/swagger-ui-bundle.js', '/docs/guide'])
      expect([page, (await client.get(page)).status]).toEqual([page, 200]);
    const admin = await client.login('admin', 'admin123');
    const { body } = await admin.post('/api/chat', { prompt: 'Are you there?', model: 'gemma2:2b', stream: false });
    expect(body.response).toContain('Hello');
    expect((await admin.post('/api/admin/database/query', { sql: 'SELECT 6 * 7 AS n' })).body.rows).toEqual([['42']]);
    expect(await uploaded(admin, 'a.docx', docx(paragraph('Words.')))).toMatchObject({ state: 'ready', pages: 1 });
    const weak = { current_password: 'admin123', new_password: 'password1234' };
    expect((await admin.put('/api/auth/password', weak)).body).toMatchObject({ code: 'auth.weak-password' });
    const site = `localhost:${server.port}`;
    const atName = client.with({ host: site, origin: `http://${site}` });
    expect((await atName.post('/api/auth/passkeys/login/options', {})).body.rpId).toBe('localhost');
    await expect(
      run(process.execPath, [command, 'reset-second-factor', 'admin'], { env: { ...process.env, ...env } }),
    ).resolves.toMatchObject({ stdout: 'admin has no second factor. The password alone signs in.\n' });
  } finally {
    const { output } = await server.stop('SIGINT');
    await fake.close();
    expect(output).not.toMatch(/Cannot find (module|package)/);
  }
}
