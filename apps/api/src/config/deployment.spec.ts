import { readFileSync } from 'node:fs';
import path from 'node:path';
import { VARIABLES } from './env.js';

const read = (file: string) => readFileSync(path.resolve(__dirname, '../../../..', file), 'utf8');

it('docker compose passes every variable on, or sets it itself', () => {
  const given = [...read('docker-compose.yml').matchAll(/^ {6}([A-Z_]+): /gm)].map(([, name]) => name);
  expect(Object.keys(VARIABLES).filter((name) => !given.includes(name))).toEqual([]);
});

it('the changelog begins with the current version, or with unreleased changes', () => {
  const { version } = JSON.parse(read('apps/api/package.json')) as { version: string };
  const [newest, before] = [...read('CHANGELOG.md').matchAll(/^## (\S+)/gm)].map(([, name]) => name);
  expect(newest).toBe(version);
  expect(before).not.toBe(version);
});

it('no other file keeps a version', () => {
  for (const file of ['package.json', 'apps/web/package.json', 'libs/api-client/package.json'])
    expect(JSON.parse(read(file))).not.toHaveProperty('version');
});
