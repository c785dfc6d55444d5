import DOMPurify from 'dompurify';

/** Attributes that name what a browser would fetch or open. Their values stay only if they reach nothing. */
const ADDRESSES = new Set(
  (
    'action archive background cite classid codebase data dynsrc formaction href icon imagesrcset itemid itemtype ' +
    'longdesc lowsrc manifest ping poster profile src srcdoc srcset usemap xlink:href xml:base xmlns:xlink'
  ).split(' '),
);
const LOCAL = /^\s*(#|data:image\/(png|jpe?g|gif|webp);base64,)/i;

DOMPurify.addHook('uponSanitizeAttribute', (element, attribute) => {
  // Links lead nowhere: not even `#place`, which would mean a place of the frame's address, where nobody may go.
  if (ADDRESSES.has(attribute.attrName) && (/^(a|area)$/i.test(element.nodeName) || !LOCAL.test(attribute.attrValue)))
    attribute.keepAttr = false;
});

/**
 * A page without what could reach beyond it: scripts, links, frames, forms, `<link>`, `<meta>`, `<base>` and addresses.
 * The policy of the frame forbids all of that as well, except that a browser may connect to a host ahead
 * (`<link rel="preconnect">`), which only this prevents.
 * @returns undefined when its drawings would repeat their parts too often
 */
export function withoutReach(text: string): string | undefined {
  const safe = DOMPurify.sanitize(text, {
    WHOLE_DOCUMENT: true,
    ADD_TAGS: ['head', 'title', 'use'],
    FORBID_TAGS: ['link', 'meta', 'base', 'template', 'noscript', 'portal', 'fencedframe', 'audio', 'video', 'source'],
  });
  if (repeatsTooMuch(new DOMParser().parseFromString(safe, 'text/html').documentElement)) return undefined;
  return `<!doctype html>${safe}`;
}

/** Parts that a drawing may have once every `<use>` is replaced by what it repeats. */
const MOST_PARTS = 50_000;

/** Whether few parts that repeat each other would become so many that drawing them takes minutes. */
export function repeatsTooMuch(root: Element): boolean {
  const known = new Map<Element, number>();
  const byId = new Map([...root.querySelectorAll('[id]')].map((element) => [`#${element.id}`, element]));
  const countOf = (element: Element): number => {
    const before = known.get(element);
    if (before !== undefined) return before;
    known.set(element, 0); // A ring repeats nothing.
    let count = 1;
    for (const child of element.children) count += countOf(child);
    if (element.localName === 'use') {
      const target = byId.get(element.getAttribute('href') ?? element.getAttribute('xlink:href') ?? '');
      if (target) count += countOf(target);
    }
    known.set(element, count);
    return count;
  };
  return countOf(root) > MOST_PARTS;
}
