// Loads single files of the built server.
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../lib/portal.mjs';

const api = path.join(ROOT, 'apps/api');
createRequire(path.join(api, 'package.json'))('reflect-metadata');

export const load = (file) => import(pathToFileURL(path.join(api, 'dist', `${file}.js`)).href);
export const { Reflector } = createRequire(path.join(api, 'package.json'))('@nestjs/core');
