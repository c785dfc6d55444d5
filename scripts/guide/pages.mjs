// Which Markdown files make the guide, in which order. The address is the file's name below /docs/guide.

/** @typedef {{ file: string, slug: string, group: string }} Page */

const GROUPS = [
  ['', ['docs/guide/README.md']],
  ['Use it', ['start', 'chat', 'chats', 'account', 'keyboard'].map((name) => `docs/guide/${name}.md`)],
  ['Build on it', ['docs/guide/api.md']],
  [
    'Use it with …',
    [
      'README',
      'codex',
      'claude-code',
      'cline',
      'opencode',
      'continue',
      'zed',
      'open-webui',
      'home-assistant',
      'langchain',
      'litellm',
      'ai-sdk',
    ].map((name) => `docs/use-with/${name}.md`),
  ],
  [
    'Run it',
    [
      'docs/guide/administration.md',
      'docs/operations.md',
      'docs/security.md',
      'docs/performance.md',
      'docs/guide/accessibility.md',
    ],
  ],
];

const slugOf = (file) =>
  file
    .replace(/^docs\/(guide\/)?/, '')
    .replace(/\.md$/, '')
    .replace(/(^|\/)README$/, '');

/** @type {Page[]} */
export const PAGES = GROUPS.flatMap(([group, files]) => files.map((file) => ({ file, slug: slugOf(file), group })));
