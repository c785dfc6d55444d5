import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { TOTP } from 'otpauth';
import { ServerProcess } from './process.js';

const run = promisify(execFile);
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'pocket-llm-command-'));
  await chmod(dir, 0o755);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** `pnpm portal reset-second-factor NAME` without the build in front of it. */
const reset = (name: string) =>
  run(process.execPath, [path.resolve(__dirname, '../dist/bin/reset-second-factor.js'), name], {
    cwd: dir,
    env: { PATH: process.env.PATH, DATA_DIR: dir },
  }).then(
    ({ stdout }) => stdout.trim(),
    ({ stderr }: { stderr: string }) => stderr.trim(),
  );

it('reset-second-factor lets a locked-out admin in, while the server runs and while it does not', async () => {
  let server = await ServerProcess.start({ DATA_DIR: dir });
  const password = { username: 'admin', password: 'admin123' };
  const signIn = async () => (await server.client.post('/api/auth/login', password)).body;
  const enrol = async () => {
    const admin = server.client.withToken((await signIn()).token);
    const { secret } = (await admin.post('/api/auth/totp')).body;
    await admin.post('/api/auth/totp/confirm', { code: new TOTP({ secret }).generate() });
  };
  await enrol();
  expect(await signIn()).toMatchObject({ methods: ['totp', 'recovery_code'] });
  expect(await reset('admin')).toBe('The second factor of admin is removed. The password alone signs in now.');
  await enrol();
  await server.stop('SIGINT');
  expect(await reset('nobody')).toContain('There is no account named nobody.');
  expect(await reset('ADMIN')).toContain('The second factor of admin is removed.');
  server = await ServerProcess.start({ DATA_DIR: dir });
  const admin = server.client.withToken((await signIn()).token);
  const { body } = await admin.get('/api/admin/audit?action=user.second-factor-reset');
  expect(body).toMatchObject([
    { actor_name: 'command line', target_name: 'admin', result: 'ok' },
    { actor_name: 'command line', target_name: 'admin', result: 'ok' },
  ]);
  expect((await admin.get('/api/admin/audit/verify')).body.ok).toBe(true);
  await server.stop('SIGINT');
});
