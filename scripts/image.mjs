// `node scripts/image.mjs --package FILE --out FOLDER`: the files of the container image in its layout. They are the
// package that scripts/package.mjs made and, of the installed packages, exactly those that the server loads from the
// disk, in the versions of the lockfile. `--all-in-one` adds the embedded PostgreSQL and the embedded engine.
// docker/api.Dockerfile runs it, and so does apps/api/test/package.int-spec.ts.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './run.mjs';

const { values } = parseArgs({
  options: {
    package: { type: 'string' },
    out: { type: 'string' },
    'all-in-one': { type: 'boolean', default: false },
  },
});
const app = path.resolve(values.out, 'app');
const MODULES = path.join(root, 'node_modules');
const STORE = path.join(MODULES, '.pnpm');
/**
 * In a package: what nobody loads in production, such as sources, other forms and bundles for browsers beside the
 * build; of OpenTelemetry also names that are not settled yet.
 */
const NOT_NEEDED =
  /\.(map|md|markdown|d\.[cm]?ts|a|h)$|\/\.bin$|\/@zxcvbn-ts\/[\w-]+\/(src|dist\/zxcvbn-ts\.js)$|\/swagger-ui-dist\/swagger-ui\.js|\/@zxcvbn-ts\/[\w-]+\/dist\/.*\.mjs|\/@peculiar\/x509\/build\/x509(\.es)?\.js|\/@opentelemetry\/[\w-]+\/(build\/(esm|esnext)|dist\/(experimental_\w+|index-incubating)\.[cm]js)$/;

mkdirSync(app, { recursive: true });
execFileSync('tar', ['-xzf', values.package, '--strip-components=1', '-C', app]);
// With the code that the build has compiled, which fits this very file only: half of the time of a start.
for (const file of ['process.cjs', 'process.cjs.compiled'])
  cpSync(path.join(root, 'apps/api/dist/bootstrap', file), path.join(app, 'apps/api/dist/bootstrap', file));

/** Packages in a `node_modules`, those with a scope too. */
const namesIn = (dir) =>
  readdirSync(dir)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) =>
      name.startsWith('@') ? readdirSync(path.join(dir, name)).map((one) => `${name}/${one}`) : [name],
    );

const taken = new Set();
/** Copies the store's folder of an installed package, links to its dependencies included, and then theirs. */
function take(installed) {
  const [folder] = path.relative(STORE, realpathSync(installed)).split(path.sep);
  if (taken.has(folder)) return;
  taken.add(folder);
  const from = path.join(STORE, folder, 'node_modules');
  cpSync(from, path.join(app, 'node_modules/.pnpm', folder, 'node_modules'), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (file) => !NOT_NEEDED.test(file),
  });
  for (const name of namesIn(from)) take(path.join(from, name));
}

const { dependencies, bundleDependencies, optionalDependencies, peerDependencies } = JSON.parse(
  readFileSync(path.join(app, 'package.json'), 'utf8'),
);
const wanted = { ...dependencies, ...(values['all-in-one'] && { ...optionalDependencies, ...peerDependencies }) };
for (const name of Object.keys(wanted)) {
  const installed = path.join(root, 'apps/api/node_modules', name);
  // What is of another platform is not installed.
  if (bundleDependencies.includes(name) || !existsSync(installed)) continue;
  take(installed);
  const link = path.join(app, 'node_modules', name);
  mkdirSync(path.dirname(link), { recursive: true });
  const target = path.join(app, 'node_modules', path.relative(MODULES, realpathSync(installed)));
  symlinkSync(path.relative(path.dirname(link), target), link);
}
