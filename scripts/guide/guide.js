// Search over the guide, and the list of pages on narrow screens. Without this script the guide is only without them.
const box = document.querySelector('.search');
const [input, list, status] = [box.querySelector('input'), box.querySelector('ul'), box.querySelector('p')];
const MOST = 8;
let sections;

const wordsOf = (text) => text.toLowerCase().match(/[\p{L}\p{N}_-]+/gu) ?? [];

/** Sections that have all words, those that have them in their heading first. */
function find(words) {
  const scored = [];
  for (const section of sections) {
    const [head, text] = [`${section.page} ${section.title}`.toLowerCase(), section.text.toLowerCase()];
    if (!words.every((word) => head.includes(word) || text.includes(word))) continue;
    scored.push({ section, score: words.filter((word) => head.includes(word)).length });
  }
  return scored.sort((a, b) => b.score - a.score).map(({ section }) => section);
}

function excerpt(text, word) {
  const at = Math.max(0, text.toLowerCase().indexOf(word));
  const from = Math.max(0, at - 40);
  return `${from > 0 ? '…' : ''}${text.slice(from, from + 120)}…`;
}

function show(found, words) {
  list.replaceChildren(
    ...found.slice(0, MOST).map(({ page, title, text, address }) => {
      const [item, link, small] = ['li', 'a', 'small'].map((name) => document.createElement(name));
      link.href = address;
      link.textContent = title && title !== page ? `${page}: ${title}` : page;
      small.textContent = excerpt(text, words[0]);
      link.append(small);
      item.append(link);
      return item;
    }),
  );
  list.hidden = found.length === 0;
  status.textContent = found.length === 0 ? 'Nothing found' : '';
}

async function search() {
  const words = wordsOf(input.value);
  if (words.length === 0) {
    list.hidden = true;
    status.textContent = '';
    return;
  }
  sections ??= await fetch('/docs/guide/search.json').then((reply) => reply.json());
  show(find(words), words);
}

const close = () => {
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
document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.target === input) return;
  event.preventDefault();
  input.focus();
});
