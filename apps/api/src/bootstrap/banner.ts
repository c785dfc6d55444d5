import type { Env } from '../config/env.js';
import { DEFAULT_ADMIN, UserRepository } from '../modules/auth/index.js';
import type { Server } from './server.js';

/** How long the banner waits for a backend to answer its health check, in milliseconds. */
const HEALTH_TIMEOUT_MS = 1_500;

async function backendLines(server: Server): Promise<string[]> {
  return Promise.all(
    server.backends.map(async (backend) => {
      const late = new Promise<undefined>((resolve) => setTimeout(resolve, HEALTH_TIMEOUT_MS, undefined).unref());
      const health = await Promise.race([backend.health().catch(() => undefined), late]);
      if (health?.reachable) return `  ● ${backend.label}, ${health.version ?? 'ready'}`;
      return `  ○ ${health?.detail ?? `${backend.label} does not answer yet.`}`;
    }),
  );
}

async function accountLine(env: Env, server: Server): Promise<string> {
  const { username, password } = DEFAULT_ADMIN;
  if (server.adminPassword && server.adminPassword !== password)
    return `Account   ${username} / ${server.adminPassword}   (shown this once; change it after signing in)`;
  if (server.adminPassword) return `Account   ${username} / ${password}   (change the password after signing in)`;
  const admin = await server.app.get(UserRepository, { strict: false }).findByLogin(username);
  if (admin?.must_change_password && env.NODE_ENV !== 'production')
    return `Account   ${username}, still with the password it was given: change it`;
  return `Account   ${admin ? username : 'sign in with your own'}`;
}

/** The text that the terminal shows once the server is up. */
export async function banner(env: Env, server: Server): Promise<string> {
  return [
    '',
    `Pocket-LLM is running at ${server.url}`,
    '',
    `API docs  ${server.url}/docs`,
    await accountLine(env, server),
    `Database  ${server.databaseLabel}`,
    'Models',
    ...(await backendLines(server)),
    '',
    'Stop with Ctrl-C.',
    '',
  ].join('\n');
}
