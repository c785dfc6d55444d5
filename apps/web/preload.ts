import { type Plugin } from 'vite';

/** The modules that the pages need which people open directly, beside what they import. */
const PAGES: Record<string, string[]> = {
  chat: [
    'app/layouts/app-layout.tsx',
    'app/pages/chat-page.tsx',
    'lib/session-requests.ts',
    'lib/i18n/catalogs/en/chat.ts',
    'lib/i18n/catalogs/en/models.ts',
  ],
  login: ['app/pages/login-page.tsx', 'lib/i18n/catalogs/en/auth.ts'],
};

interface Chunk {
  fileName: string;
  imports?: string[];
  moduleIds?: string[];
}

/** The files with these modules, and those that they import. @throws when a module is in no file */
function filesOf(modules: string[], bundle: Record<string, Chunk>): Set<string> {
  const needed = new Set<string>();
  const add = (file: string) => {
    if (needed.has(file)) return;
    needed.add(file);
    bundle[file]?.imports?.forEach(add);
  };
  for (const module of modules) {
    const isHere = (id: string) => id.replaceAll('\\', '/').endsWith(`/src/${module}`);
    const chunk = Object.values(bundle).find(({ moduleIds }) => moduleIds?.some(isHere));
    if (!chunk) throw new Error(`${module} is in no file: see preload.ts.`);
    add(chunk.fileName);
  }
  return needed;
}

/**
 * Writes into index.html which scripts the first pages need, for `public/theme.js` to ask for them together. Otherwise
 * each is asked for when the one that names it has run: three round trips, one after the other.
 */
export const preloadPages: Plugin = {
  name: 'preload-pages',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (html, { bundle = {} }) => {
      const lists = Object.entries(PAGES).map(([page, modules]) => {
        const files = [...filesOf(modules, bundle as Record<string, Chunk>)].filter((file) => !html.includes(file));
        return `data-${page}="${files.map((file) => `/${file}`).join(' ')}"`;
      });
      return html.replace('src="/theme.js"', `src="/theme.js" ${lists.join(' ')}`);
    },
  },
};
