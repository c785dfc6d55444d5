// A profile as a tree of functions, by the names that they have in the sources.
import { readFile } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import path from 'node:path';
import { ROOT } from '../lib/portal.mjs';

const BUNDLE = path.join(ROOT, 'apps/api/dist/bootstrap/process.cjs');

/** What waits is no work. */
const IDLE = '(idle)';

/** Functions of V8 and Node that are written in C++, by what they do. */
const NATIVE = [
  ['garbage', /garbage collector/],
  ['sockets', /^(write|read)(v|Buffer|Utf8String|Latin1String|Stop|Start)?$/],
  ['promises', /^runMicrotasks$/],
];

/**
 * Names the source of a function: `src/modules/…` of ours, the name of a package, `node`; `V8` with what it does for
 * what has no source.
 */
async function namer() {
  const map = new SourceMap(JSON.parse(await readFile(`${BUNDLE}.map`, 'utf8')));
  const known = new Map();
  const sourceOf = ({ functionName, url, lineNumber, columnNumber }) => {
    if (!url) return `V8 ${NATIVE.find(([, pattern]) => pattern.test(functionName))?.[0] ?? 'and the kernel'}`;
    if (url.startsWith('node:')) return 'node';
    if (url !== BUNDLE && !url.endsWith('/process.cjs')) return packageOf(url);
    const key = `${lineNumber}:${columnNumber}`;
    if (!known.has(key)) {
      const { originalSource = 'esbuild' } = map.findEntry(lineNumber, columnNumber);
      known.set(key, packageOf(originalSource));
    }
    return known.get(key);
  };
  return (frame) => ({ name: frame.functionName || '(anonymous)', source: sourceOf(frame) });
}

function packageOf(file) {
  const [, inside] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file) ?? [];
  // Packages with maps of their own may name their sources outside of themselves.
  const [, stored] = /\.pnpm\/(@[^+/]+\+[^@/]+|[^@/]+)@/.exec(file) ?? [];
  if (inside && inside !== '.pnpm') return inside;
  if (stored) return stored.replace('+', '/');
  const [, own] = /(?:^|\/)src\/(.+)$/.exec(file) ?? [];
  return own && /^(modules|common|llm|bootstrap|config|database)\//.test(own) ? `src/${own}` : 'packages';
}

/** @returns {Promise<{name, source, self, total, children}>} microseconds, without those in which nothing was done */
export async function treeOf({ nodes, samples, timeDeltas }) {
  const nameOf = await namer();
  const self = new Map();
  samples.forEach((id, i) => self.set(id, (self.get(id) ?? 0) + timeDeltas[i]));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const build = ({ id, callFrame, children = [] }) => {
    const kept = children.map((child) => byId.get(child)).filter((child) => child.callFrame.functionName !== IDLE);
    const built = kept.map(build).filter(({ total }) => total > 0);
    const own = self.get(id) ?? 0;
    return {
      ...nameOf(callFrame),
      self: own,
      total: own + built.reduce((sum, { total }) => sum + total, 0),
      children: built,
    };
  };
  return build(nodes[0]);
}

/** Microseconds by source: who spends them itself, whoever called it. */
export function sourcesOf(tree, sums = new Map()) {
  sums.set(tree.source, (sums.get(tree.source) ?? 0) + tree.self);
  for (const child of tree.children) sourcesOf(child, sums);
  return sums;
}
