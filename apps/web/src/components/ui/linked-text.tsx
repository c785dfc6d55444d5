import { Fragment } from 'react';

/** `[label](https://…)`, or an address without the punctuation that ends a sentence. */
const LINK = /\[([^[\]\n]{1,200})\]\((https?:\/\/[^\s()<>]+)\)|(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]'])/g;

/** Plain text in its lines; addresses of the web are links, and nothing else means anything. */
export function LinkedText({ text }: { text: string }) {
  const parts: { text: string; href?: string }[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const [all, label, target, bare] = match;
    parts.push({ text: text.slice(end, match.index) }, { text: label ?? bare!, href: target ?? bare });
    end = match.index + all.length;
  }
  parts.push({ text: text.slice(end) });
  return (
    <span dir="auto" className="wrap-anywhere whitespace-pre-wrap">
      {parts.map(({ text: part, href }, at) =>
        href === undefined ? (
          <Fragment key={at}>{part}</Fragment>
        ) : (
          <a key={at} href={href} target="_blank" rel="noreferrer" className="text-accent-ink underline">
            {part}
          </a>
        ),
      )}
    </span>
  );
}
