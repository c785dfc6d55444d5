import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Injection token of the key that signs tokens; other keys of the server derive from it. */
export const JWT_KEY = Symbol('JWT_KEY');

/** The data directory cannot be used; the message says why and what to do. */
export class DataDirError extends Error {
  override readonly name = 'DataDirError';
}

/**
 * Like `mkdir -p`. Node's own recursive form never returns where the system answers ENOENT for a new folder (below
 * /proc).
 */
async function makeFolder(dir: string): Promise<void> {
  try {
    await mkdir(dir, { mode: 0o755 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await stat(dir)).isDirectory()) return;
    if (code !== 'ENOENT' || existsSync(path.dirname(dir))) throw error;
    await makeFolder(path.dirname(dir));
    await mkdir(dir, { mode: 0o755 });
  }
}

/** Creates the data directory if needed and checks that it is writable. @returns its absolute path */
export async function openDataDir(dir: string): Promise<string> {
  const full = path.resolve(dir);
  try {
    await makeFolder(full);
    await makeFolder(path.join(full, 'secrets'));
    await chmod(path.join(full, 'secrets'), 0o700);
    await writeFile(
      path.join(full, 'README.txt'),
      'This folder belongs to Pocket-LLM: database, secrets, models. Back it up; never edit it.\n',
    );
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new DataDirError(
      `The data directory ${full} cannot be written (${reason}). Give this user write access to it, or set ` +
        'DATA_DIR to a folder of its own.',
    );
  }
  return full;
}

/**
 * A secret that is generated once and kept as `<dataDir>/secrets/<name>` (mode 0600). When two processes start
 * together, one creates the file and the other reads it.
 */
export async function keptSecret(dataDir: string, name: string): Promise<string> {
  const file = path.join(dataDir, 'secrets', name);
  const fresh = randomBytes(32).toString('base64url');
  try {
    await writeFile(file, fresh, { flag: 'wx', mode: 0o600 });
    return fresh;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return (await readFile(file, 'utf8')).trim();
  }
}
