import { stepOf } from './phase';

it.each([
  ['pull', '', -1],
  ['pull', 'pulling manifest', 0],
  ['pull', 'pulling 74701a8c35f6', 1],
  ['pull', 'verifying sha256 digest', 2],
  ['pull', 'writing manifest', 2],
  ['pull', 'success', 2],
  ['download', 'connecting', 0],
  ['download', 'checking what is there', 0],
  ['download', 'downloading', 1],
  ['download', 'verifying sha256', 2],
] as const)('a %s that says %j is at step %i', (kind, phase, step) => {
  expect(stepOf({ kind, phase })).toBe(step);
});
