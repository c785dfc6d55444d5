// Makes the guide, the Markdown of `docs/`, into pages that the server shows at /docs/guide.
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../run.mjs';
import { PAGES } from './pages.mjs';
import { renderPage, searchEntries } from './render.mjs';
import { pageHtml } from './template.mjs';

const HERE = import.meta.dirname;
const FONT = 'apps/web/node_modules/@fontsource-variable/geist/files/geist-latin-wght-normal.woff2';
const TOKENS = 'apps/web/src/styles/tokens.css';

/** All pages as they are rendered. @throws when a link leads to no page, or to a heading that its page lacks */
export async function renderGuide() {
  const pages = await Promise.all(
    PAGES.map(async (page) => ({ page, ...renderPage(await readFile(path.join(root, page.file), 'utf8'), page) })),
  );
  const places = new Set(
    pages.flatMap(({ page, html }) => {
      const address = `/docs/guide${page.slug && `/${page.slug}`}`;
      return [address, ...[...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => `${address}#${id}`)];
    }),
  );
  for (const { page, links } of pages)
    for (const link of links)
      if (!places.has(link)) throw new Error(`${page.file} links to ${link}, which is not there.`);
  return pages;
}

/** Writes the guide into this folder, which is emptied first. */
export async function buildGuide(folder) {
  const pages = await renderGuide();
  const titles = new Map(pages.map(({ page, title }) => [page, title]));
  await rm(folder, { recursive: true, force: true });
  for (const rendered of pages) {
    const file = path.join(folder, `${rendered.page.slug || 'index'}.html`);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, pageHtml(rendered.page, rendered, titles));
  }
  await writeFile(path.join(folder, 'search.json'), JSON.stringify(searchEntries(pages)));
  const tokens = await readFile(path.join(root, TOKENS), 'utf8');
  const css = await readFile(path.join(HERE, 'guide.css'), 'utf8');
  // What follows is for the compiler of the web app's styles only.
  await writeFile(path.join(folder, 'guide.css'), tokens.slice(0, tokens.indexOf('@theme')) + css);
  for (const name of ['guide.js', 'find.js', 'theme.js'])
    await copyFile(path.join(HERE, name), path.join(folder, name));
  await copyFile(path.join(root, FONT), path.join(folder, 'geist.woff2'));
  await mkdir(path.join(folder, 'pictures'));
  for (const picture of new Set(pages.flatMap(({ pictures }) => pictures)))
    await copyFile(path.join(root, picture), path.join(folder, 'pictures', path.basename(picture)));
}
