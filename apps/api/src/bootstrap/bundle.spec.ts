import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { compiledFileOf, loadBundle } from './bundle.js';

interface Greeting {
  greet(name: string): string;
  beside: string;
  late(): Promise<string>;
}

const SOURCE = `(function (exports, require, module, __filename, __dirname, importModule) {
  module.exports = {
    greet: (name) => 'Hello ' + name,
    beside: require('node:path').relative(__dirname, __filename),
    late: () => importModule('late'),
  };
})`;

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'bundle-'));
  file = path.join(dir, 'greeting.cjs');
  writeFileSync(file, SOURCE);
});
afterEach(() => rmSync(dir, { recursive: true }));

const load = () => loadBundle<Greeting>(file, (name) => Promise.resolve(`imported ${name}`));

it('loads a bundle from its source, and again from its compiled code', async () => {
  const first = load();
  expect([first.isCompiled, first.exports.greet('Ada')]).toEqual([false, 'Hello Ada']);
  writeFileSync(compiledFileOf(file), first.compiled());
  const { isCompiled, exports } = load();
  expect([isCompiled, exports.greet('Bob'), exports.beside]).toEqual([true, 'Hello Bob', 'greeting.cjs']);
  expect(await exports.late()).toBe('imported late');
});

it('loads the source when the code beside it is not exactly what was compiled of it', () => {
  // Another source each time: V8 does not look at compiled code when it has the same in memory.
  writeFileSync(file, `${SOURCE} // nonsense`);
  writeFileSync(compiledFileOf(file), 'nonsense');
  const { isCompiled: isNonsense, exports: greeting, compiled } = load();
  expect([isNonsense, greeting.greet('Ada')]).toEqual([false, 'Hello Ada']);
  // V8 itself compares lengths only, and would say Hello.
  writeFileSync(file, `${SOURCE.replace('Hello', 'Salve')} // nonsense`);
  writeFileSync(compiledFileOf(file), compiled());
  const { isCompiled: isOther, exports: other, compiled: compiledOther } = load();
  expect([isOther, other.greet('Bob')]).toEqual([false, 'Salve Bob']);
  writeFileSync(file, `${SOURCE.replace('Hello', 'Adieu')} // damaged`);
  const damaged = compiledOther();
  damaged[damaged.length - 9]! ^= 1;
  writeFileSync(compiledFileOf(file), damaged);
  expect(load().exports.greet('Eve')).toBe('Adieu Eve');
});
