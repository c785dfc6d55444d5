import { fileURLToPath } from 'node:url';

/**
 * A compiled file of the server, for a process or a thread of its own: those run compiled code, also when this file is
 * the source that a test has loaded.
 * @param name below `dist`
 */
export const compiled = (name: string): string => fileURLToPath(new URL(`../../dist/${name}`, import.meta.url));
