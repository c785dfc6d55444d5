// Markdown to pages of the guide: headings with addresses, links between pages, and the text that its search reads.
import path from 'node:path';
import { Marked } from 'marked';
import { PAGES } from './pages.mjs';

export const BASE = '/docs/guide';

const escape = (text) =>
  text.replace(/[&<>"]/g, (sign) => `&${{ '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' }[sign]};`);

/** Text of a heading as GitHub makes its anchor of it, so that the same links work in both places. */
export const anchorOf = (text) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');

/** Address of a link within the repository: of a page of the guide, or `undefined` for a file that is none. */
function targetOf(href, page) {
  const [name, hash = ''] = href.split('#');
  const file = name === '' ? page.file : path.posix.normalize(path.posix.join(path.posix.dirname(page.file), name));
  const found = PAGES.find((one) => one.file === file);
  return found && `${BASE}${found.slug && `/${found.slug}`}${hash && `#${hash}`}`;
}

const isOutside = (href) => /^[a-z]+:/.test(href) || href.startsWith('/');

/**
 * @param {string} markdown
 * @param {import('./pages.mjs').Page} page
 * @returns title, HTML, headings of the second and third level, links within the guide, and pictures beside the file
 */
export function renderPage(markdown, page) {
  const headings = [];
  const links = [];
  const pictures = [];
  const sections = [{ id: '', title: '', text: '' }];
  const taken = new Map();
  const say = (text) => (sections.at(-1).text += `${text} `);
  const renderer = {
    heading({ tokens, depth, text }) {
      const inner = this.parser.parseInline(tokens);
      const plain = text.replace(/[`*_]/g, '');
      const anchor = anchorOf(plain);
      const count = taken.get(anchor) ?? 0;
      taken.set(anchor, count + 1);
      const id = count ? `${anchor}-${count}` : anchor;
      sections.push({ id: depth === 1 ? '' : id, title: plain, text: '' });
      if (depth > 1 && depth < 4) headings.push({ id, depth, html: inner });
      return depth === 1 ? `<h1>${inner}</h1>\n` : `<h${depth} id="${id}"><a href="#${id}">${inner}</a></h${depth}>\n`;
    },
    link({ href, tokens }) {
      const inner = this.parser.parseInline(tokens);
      if (isOutside(href)) return `<a href="${escape(href)}">${inner}</a>`;
      const target = targetOf(href, page);
      // A file of the repository that is no page: its name helps more than a link that leads nowhere.
      if (!target) return inner;
      links.push(target);
      return `<a href="${target}">${inner}</a>`;
    },
    image({ href, text }) {
      const file = path.posix.normalize(path.posix.join(path.posix.dirname(page.file), href));
      pictures.push(file);
      return `<img src="${BASE}/pictures/${path.posix.basename(file)}" alt="${escape(text)}" loading="lazy" />`;
    },
    table(token) {
      const cell = (tag, { tokens, align }) => {
        const style = align ? ` style="text-align:${align === 'right' ? 'end' : align}"` : '';
        return `<${tag}${style}>${this.parser.parseInline(tokens)}</${tag}>`;
      };
      const row = (tag, cells) => `<tr>${cells.map((one) => cell(tag, one)).join('')}</tr>`;
      const body = token.rows.map((cells) => row('td', cells)).join('\n');
      say([...token.header, ...token.rows.flat()].map(({ text }) => text).join(' '));
      const table = `<table><thead>${row('th', token.header)}</thead><tbody>${body}</tbody></table>`;
      return `<div class="table" tabindex="0">${table}</div>\n`;
    },
    code({ text, lang }) {
      say(text);
      return `<pre tabindex="0"><code${lang ? ` class="language-${escape(lang)}"` : ''}>${escape(text)}</code></pre>\n`;
    },
    paragraph({ tokens, text }) {
      say(text);
      return `<p>${this.parser.parseInline(tokens)}</p>\n`;
    },
    listitem(item) {
      say(item.text);
      return `<li>${this.parser.parse(item.tokens)}</li>\n`;
    },
  };
  const html = new Marked({ renderer, gfm: true }).parse(markdown);
  const title = sections.find(({ title: one }) => one)?.title ?? page.slug;
  const plain = (text) =>
    text
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/[`*|]/g, '')
      .replace(/\s+/g, ' ')
      .trim();
  return {
    title,
    html,
    headings,
    links,
    pictures,
    sections: sections.map((one) => ({ ...one, text: plain(one.text) })),
  };
}

/**
 * What the search reads.
 * @param {({ page: import('./pages.mjs').Page } & ReturnType<typeof renderPage>)[]} pages
 * @returns sections with the title of their page, and their address
 */
export const searchEntries = (pages) =>
  pages.flatMap(({ page, title: of, sections }) =>
    sections
      .filter(({ text, title }) => text || title)
      .map(({ id, title, text }) => ({
        page: of,
        title,
        text,
        address: `${BASE}${page.slug && `/${page.slug}`}${id && `#${id}`}`,
        forEverybody: page.group === 'Use it',
      })),
  );
