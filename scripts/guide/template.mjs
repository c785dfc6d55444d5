import { PAGES } from './pages.mjs';
import { BASE } from './render.mjs';

const addressOf = ({ slug }) => `${BASE}${slug && `/${slug}`}`;

/** The navigation of all pages, in groups. */
function navigation(current, titles) {
  const groups = new Map();
  for (const page of PAGES) groups.set(page.group, [...(groups.get(page.group) ?? []), page]);
  return [...groups]
    .map(([group, pages]) => {
      const items = pages
        .map((page) => {
          const here = page === current ? ' aria-current="page"' : '';
          return `<li><a href="${addressOf(page)}"${here}>${titles.get(page)}</a></li>`;
        })
        .join('');
      return `${group && `<p>${group}</p>`}<ul>${items}</ul>`;
    })
    .join('\n');
}

const contents = (headings) =>
  headings.length < 3
    ? ''
    : `<nav class="contents" aria-label="On this page"><p>On this page</p><ul>${headings
        .map(({ id, depth, html }) => `<li class="depth-${depth}"><a href="#${id}">${html}</a></li>`)
        .join('')}</ul></nav>`;

/** The whole HTML of one page. */
export function pageHtml(page, { title, html, headings }, titles) {
  const at = PAGES.indexOf(page);
  const step = (next, rel, word) =>
    next ? `<a rel="${rel}" href="${addressOf(next)}"><span>${word}</span>${titles.get(next)}</a>` : '<span></span>';
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${page.slug ? `${title} · Pocket-LLM guide` : 'Pocket-LLM guide'}</title>
    <script src="${BASE}/theme.js"></script>
    <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="${BASE}/guide.css" />
    <script src="${BASE}/guide.js" type="module"></script>
  </head>
  <body>
    <a class="skip" href="#page">Skip to the text</a>
    <header>
      <a class="brand" href="${BASE}">Pocket-LLM<i aria-hidden="true"></i></a><span>Guide</span>
      <div class="search" role="search" hidden>
        <input type="search" aria-label="Search the guide" placeholder="Search" autocomplete="off" />
        <ul aria-label="Results" hidden></ul>
        <p role="status"></p>
      </div>
      <a href="/chat">To the chat</a>
    </header>
    <div class="columns">
      <nav class="pages" aria-label="Pages"><details><summary>Pages</summary>${navigation(page, titles)}</details></nav>
      <main id="page" tabindex="-1">
        ${html}
        <footer class="steps">${step(PAGES[at - 1], 'prev', 'Before')}${step(PAGES[at + 1], 'next', 'Next')}</footer>
      </main>
      ${contents(headings)}
    </div>
  </body>
</html>
`;
}
