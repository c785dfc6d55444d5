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
  // Nor does one get an address, or a program, later.
  if (attribute.attrName === 'attributename' && /href|^\s*on/i.test(attribute.attrValue)) attribute.keepAttr = false;
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

const LINE_EM = 1.2;
/** Where a line of a label ends; a line break of the source is only a space. */
const LINE_END = '\u2028';

/**
 * Replaces HTML within drawings, which does not survive below, by its words: programs that draw diagrams write their
 * labels so. What comes of it has still to be made safe.
 */
function labelsAsText(markup: string): string {
  if (!/<foreignObject/i.test(markup)) return markup;
  const page = new DOMParser().parseFromString(markup, 'text/html');
  for (const label of page.querySelectorAll('foreignObject')) {
    for (const end of label.querySelectorAll('br, p, div, li')) end.after(LINE_END);
    const lines = (label.textContent ?? '')
      .split(LINE_END)
      .map((line) => line.replace(/\s+/g, ' ').trim())
      .filter(Boolean);
    const [x, y, width, height] = ['x', 'y', 'width', 'height'].map(
      (side) => parseFloat(label.getAttribute(side)!) || 0,
    );
    const part = (name: string, attributes: object) => {
      const made = page.createElementNS('http://www.w3.org/2000/svg', name);
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
      return made;
    };
    const middle = x! + width! / 2;
    const text = part('text', { x: middle, y: y! + height! / 2, 'text-anchor': 'middle' });
    // The first line stands so far above the middle that the lines lie around it.
    const rise = 0.35 - ((lines.length - 1) * LINE_EM) / 2;
    lines.forEach((line, at) => {
      const row = part('tspan', { x: middle, dy: `${at === 0 ? Number(rise.toFixed(2)) : LINE_EM}em` });
      row.textContent = line;
      text.append(row);
    });
    if (lines.length > 0) label.replaceWith(text);
  }
  return page.body.innerHTML;
}

/**
 * The first drawing of a text, without scripts and without what could reach beyond it; it can move, and its labels in
 * HTML are text.
 */
export function drawingOf(text: string): SVGSVGElement | null {
  const body = DOMPurify.sanitize(labelsAsText(text), {
    USE_PROFILES: { svg: true, svgFilters: true },
    ADD_TAGS: ['use', 'animate', 'set'],
    ADD_ATTR: ['from', 'to'],
    RETURN_DOM: true,
  }) as HTMLElement;
  return body.querySelector('svg');
}

/** Parts that a drawing may have once every `<use>` is replaced by what it repeats. */
const MOST_PARTS = 50_000;

/** Whether few parts that repeat each other would become so many that drawing them takes minutes. */
export function repeatsTooMuch(root: Element): boolean {
  const known = new Map<Element, number>();
  const byId = new Map<string, Element>();
  // Of several parts with one name browsers take the first.
  for (const element of root.querySelectorAll('[id]')) if (!byId.has(element.id)) byId.set(element.id, element);
  const countOf = (element: Element): number => {
    const before = known.get(element);
    if (before !== undefined) return before;
    known.set(element, 0); // A ring repeats nothing.
    let count = 1;
    for (const child of element.children) count += countOf(child);
    if (element.localName === 'use') {
      const names = namesIn(element);
      if (!names) count = Infinity;
      for (const name of names ?? []) {
        const target = byId.get(name);
        if (target) count += countOf(target);
      }
    }
    known.set(element, count);
    return count;
  };
  return countOf(root) > MOST_PARTS;
}

const UNREAD = /[\t\n\r]/g;
const AT_ENDS = /^[\0-\x20]+|[\0-\x20]+$/g;

/** Names that a `<use>` may mean, read as browsers read an address; undefined for one that cannot be decoded. */
function namesIn(use: Element): Set<string> | undefined {
  const names = new Set<string>();
  for (const attribute of ['href', 'xlink:href']) {
    const address = (use.getAttribute(attribute) ?? '').replace(UNREAD, '').replace(AT_ENDS, '');
    if (!address.startsWith('#')) continue;
    const name = address.slice(1).replace(/\p{Cs}/gu, '\ufffd');
    try {
      names.add(name).add(decodeURIComponent(name));
    } catch {
      return undefined;
    }
  }
  return names;
}
