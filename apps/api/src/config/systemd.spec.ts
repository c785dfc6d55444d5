import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { VARIABLES } from './env.js';

const UNIT = path.resolve(__dirname, '../../../../deploy/systemd/pocket-llm.service');
const unit = readFileSync(UNIT, 'utf8');
const valuesOf = (key: string) => [...unit.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value]) => value!);

it('the unit sets variables that exist, and keeps data where the service may write', () => {
  const set = valuesOf('Environment').flatMap((line) => line.split(' ').map((pair) => pair.split('=')));
  for (const [name] of set) expect(Object.keys(VARIABLES)).toContain(name);
  expect(Object.fromEntries(set)).toEqual({ NODE_ENV: 'production', DATA_DIR: '/var/lib/pocket-llm' });
  expect(valuesOf('StateDirectory')).toEqual(['pocket-llm']);
  expect(valuesOf('ProtectSystem')).toEqual(['strict']);
});

it('the unit waits for longer than the server takes to stop', () => {
  const grace = Number(VARIABLES.SHUTDOWN_GRACE_SECONDS.default);
  expect(parseInt(valuesOf('TimeoutStopSec')[0]!)).toBeGreaterThan(grace + 30);
  // Otherwise PostgreSQL would get the signal too, while answers are still being saved.
  expect(valuesOf('KillMode')).toEqual(['mixed']);
});

const isThere = spawnSync('systemd-analyze', ['--version']).status === 0;
if (!isThere) process.stderr.write('The unit of systemd: NOT TESTED by systemd-analyze, which is not installed\n');

describe('systemd', () => {
  let dir: string;
  let copy: string;
  beforeAll(() => {
    dir = mkdtempSync(path.join(os.tmpdir(), 'pocket-llm-systemd-'));
    copy = path.join(dir, 'pocket-llm.service');
    // It looks whether the program is there, which here is another one.
    writeFileSync(copy, unit.replace(/^ExecStart=.*$/m, `ExecStart=${process.execPath}`));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const analyze = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync('systemd-analyze', [...args, copy], { encoding: 'utf8' });
    return { status, said: stdout + stderr };
  };

  it('understands every line', () => {
    if (!isThere) return;
    expect(analyze('verify', '--man=no')).toEqual({ status: 0, said: '' });
  });

  it('finds it well locked in', () => {
    if (!isThere) return;
    // Tenths of its scale, on which 0 is best and an ordinary service has 96.
    const { status, said } = analyze('security', '--offline=true', '--no-pager', '--threshold=16');
    expect([status, said.trim().split('\n').at(-1)]).toEqual([0, expect.stringContaining('OK')]);
  });
});
