import { type Plugin } from 'vite';

/** What the pages need that people open directly. */
const PAGES: Record<string, RegExp> = {
  chat: /\/(layouts\/app-layout|pages\/chat-page|lib\/session-requests)\.tsx?$|\/catalogs\/en\/(chat|models)\.ts$/,
  login: /\/pages\/login-page\.tsx$|\/catalogs\/en\/auth\.ts$/,
};

interface Chunk {
  type: string;
  fileName: string;
  imports?: string[];
  moduleIds?: string[];
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
      const files = bundle as Record<string, Chunk>;
      const lists = Object.entries(PAGES).map(([page, modules]) => {
        const needed = new Set<string>();
        const add = (file: string) => {
          if (needed.has(file)) return;
          needed.add(file);
          files[file]?.imports?.forEach(add);
        };
        for (const chunk of Object.values(files))
          if (chunk.moduleIds?.some((id) => modules.test(id.replaceAll('\\', '/')))) add(chunk.fileName);
        const missing = [...needed].filter((file) => !html.includes(file));
        return `data-${page}="${missing.map((file) => `/${file}`).join(' ')}"`;
      });
      return html.replace('src="/theme.js"', `src="/theme.js" ${lists.join(' ')}`);
    },
  },
};
