import { type LanguageInput } from 'shiki/core';

interface Language {
  /** Loads the grammar, which is a chunk of its own, when the first block in the language is complete. */
  load: () => Promise<{ default: LanguageInput }>;
  /** The grammar's name in the highlighter. */
  scope: string;
  extension: string;
}

const LANGUAGES = {
  javascript: { load: () => import('shiki/langs/javascript.mjs'), scope: 'javascript', extension: 'js' },
  typescript: { load: () => import('shiki/langs/typescript.mjs'), scope: 'typescript', extension: 'ts' },
  jsx: { load: () => import('shiki/langs/jsx.mjs'), scope: 'jsx', extension: 'jsx' },
  tsx: { load: () => import('shiki/langs/tsx.mjs'), scope: 'tsx', extension: 'tsx' },
  python: { load: () => import('shiki/langs/python.mjs'), scope: 'python', extension: 'py' },
  shellscript: { load: () => import('shiki/langs/shellscript.mjs'), scope: 'shellscript', extension: 'sh' },
  json: { load: () => import('shiki/langs/json.mjs'), scope: 'json', extension: 'json' },
  jsonc: { load: () => import('shiki/langs/jsonc.mjs'), scope: 'jsonc', extension: 'json' },
  yaml: { load: () => import('shiki/langs/yaml.mjs'), scope: 'yaml', extension: 'yaml' },
  toml: { load: () => import('shiki/langs/toml.mjs'), scope: 'toml', extension: 'toml' },
  sql: { load: () => import('shiki/langs/sql.mjs'), scope: 'sql', extension: 'sql' },
  html: { load: () => import('shiki/langs/html.mjs'), scope: 'html', extension: 'html' },
  css: { load: () => import('shiki/langs/css.mjs'), scope: 'css', extension: 'css' },
  java: { load: () => import('shiki/langs/java.mjs'), scope: 'java', extension: 'java' },
  c: { load: () => import('shiki/langs/c.mjs'), scope: 'c', extension: 'c' },
  // The C++ grammar alone is larger than the highlighter; the C grammar colours nearly all of it.
  cpp: { load: () => import('shiki/langs/c.mjs'), scope: 'c', extension: 'cpp' },
  go: { load: () => import('shiki/langs/go.mjs'), scope: 'go', extension: 'go' },
  rust: { load: () => import('shiki/langs/rust.mjs'), scope: 'rust', extension: 'rs' },
  diff: { load: () => import('shiki/langs/diff.mjs'), scope: 'diff', extension: 'diff' },
  markdown: { load: () => import('shiki/langs/markdown.mjs'), scope: 'markdown', extension: 'md' },
  docker: { load: () => import('shiki/langs/docker.mjs'), scope: 'docker', extension: 'dockerfile' },
} satisfies Record<string, Language>;

const ALIASES: Record<string, keyof typeof LANGUAGES> = {
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  node: 'javascript',
  ts: 'typescript',
  mts: 'typescript',
  py: 'python',
  python3: 'python',
  sh: 'shellscript',
  bash: 'shellscript',
  zsh: 'shellscript',
  shell: 'shellscript',
  console: 'shellscript',
  json5: 'jsonc',
  yml: 'yaml',
  postgresql: 'sql',
  mysql: 'sql',
  sqlite: 'sql',
  htm: 'html',
  'c++': 'cpp',
  cc: 'cpp',
  h: 'c',
  hpp: 'cpp',
  golang: 'go',
  rs: 'rust',
  patch: 'diff',
  md: 'markdown',
  dockerfile: 'docker',
};

/** The highlightable language that a code fence names, if any. */
export function findLanguage(name: string | undefined): Language | undefined {
  const key = name?.toLowerCase() ?? '';
  return (LANGUAGES as Record<string, Language>)[ALIASES[key] ?? key];
}

/** A file name for downloading a code block. */
export function fileNameFor(language: string | undefined): string {
  if (/^docker(file)?$/i.test(language ?? '')) return 'Dockerfile';
  if (/^makefile$/i.test(language ?? '')) return 'Makefile';
  if (/^svg$/i.test(language ?? '')) return 'drawing.svg';
  if (/^mermaid$/i.test(language ?? '')) return 'diagram.mmd';
  return `code.${findLanguage(language)?.extension ?? 'txt'}`;
}
