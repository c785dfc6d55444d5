// Small helpers of the other scripts: child processes and the paths they need.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(fileURLToPath(import.meta.url), '../..');

/** The entry file of a package's command, so that no shell and no PATH is involved. */
export const tool = (file) => path.join(root, 'node_modules', file);

/**
 * Runs a Node program and shows what it prints.
 * @returns {Promise<number>} its exit code
 */
export function node(args, { cwd = root, env = {}, quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', quiet ? 'ignore' : 'inherit', 'inherit'],
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}
