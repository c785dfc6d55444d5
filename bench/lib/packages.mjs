// The product's own copies of packages: what is compared runs the same versions.
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const product = createRequire(path.resolve(fileURLToPath(import.meta.url), '../../../apps/api/package.json'));

export const undici = product('undici');
export const fastify = product('fastify');
export const pg = product('pg');

export const versionOf = (name) => product(`${name}/package.json`).version;
