// `pnpm gen`: generates the contract from the controllers, the client from the contract, and `.env.example` from the
// table of variables.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { node, root } from './run.mjs';

const CLIENT = path.join(root, 'libs/api-client');
const GENERATED = [
  path.join(CLIENT, 'openapi.json'),
  path.join(root, '.env.example'),
  path.join(CLIENT, 'src/generated'),
];

async function digest() {
  const hash = createHash('sha256');
  for (const target of GENERATED) {
    const entries = await readdir(target, { recursive: true, withFileTypes: true }).catch(() => [
      { isFile: () => true, parentPath: path.dirname(target), name: path.basename(target) },
    ]);
    for (const entry of entries
      .filter((one) => one.isFile())
      .sort((a, b) => (path.join(a.parentPath, a.name) < path.join(b.parentPath, b.name) ? -1 : 1))) {
      hash.update(entry.name).update(await readFile(path.join(entry.parentPath, entry.name)).catch(() => ''));
    }
  }
  return hash.digest('hex');
}

/** Writes all generated files. @returns {Promise<boolean>} whether any file changed */
export async function generate() {
  const before = await digest();
  await build({ web: false });
  const [document, variables] = GENERATED;
  const steps = [
    () => node(['apps/api/dist/bin/emit-openapi.js', document, variables]),
    () => node([path.join(CLIENT, 'node_modules/@hey-api/openapi-ts/bin/run.js')], { cwd: CLIENT, quiet: true }),
  ];
  for (const step of steps) if ((await step()) !== 0) throw new Error('The generation failed; see above.');
  return (await digest()) !== before;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  console.log((await generate()) ? 'Generated files changed; commit them.' : 'Generated files were up to date.');
