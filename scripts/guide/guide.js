// Search over the guide, and the list of pages on narrow screens. Without this script the guide is only without them.
import { excerptOf, searchOver, wordsOf } from './find.js';

const box = document.querySelector('.search');
const [input, list, status] = [box.querySelector('input'), box.querySelector('ul'), box.querySelector('p')];
const MOST = 8;
let find;

function show(found, query) {
  list.replaceChildren(
    ...found.slice(0, MOST).map(({ page, title, text, address }) => {
      const [item, link, small] = ['li', 'a', 'small'].map((name) => document.createElement(name));
      link.href = address;
      link.textContent = title && title !== page ? `${page}: ${title}` : page;
      small.textContent = excerptOf(text, query);
      link.append(small);
      item.append(link);
      return item;
    }),
  );
  list.hidden = found.length === 0;
  status.textContent = found.length === 0 ? 'Nothing found' : '';
}

async function search() {
  find ??= searchOver(await fetch('/docs/guide/search.json').then((reply) => reply.json()));
  // What stands there now: it may be more than when the file was asked for.
  const query = input.value;
  if (wordsOf(query).length === 0) close();
  else show(find(query), query);
}

const close = () => {
  // Enter follows the first result: none that is hidden.
  list.replaceChildren();
  list.hidden = true;
  status.textContent = '';
};
box.hidden = false;
input.addEventListener('input', () => void search());
box.addEventListener('keydown', (event) => {
  const links = [...list.querySelectorAll('a')];
  const at = links.indexOf(document.activeElement);
  if (event.key === 'Escape') {
    input.focus();
    close();
  } else if (event.key === 'ArrowDown') links[Math.min(at + 1, links.length - 1)]?.focus();
  else if (event.key === 'ArrowUp') (links[at - 1] ?? input).focus();
  else if (event.key === 'Enter' && document.activeElement === input) links[0]?.click();
  else return;
  event.preventDefault();
});
box.addEventListener('focusout', ({ relatedTarget }) => {
  if (!box.contains(relatedTarget)) close();
});
