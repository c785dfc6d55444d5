import { drawingOf, repeatsTooMuch } from './sanitize';

export type Drawing = { svg: string } | { why: 'nothing' | 'heavy' | 'invalid' | 'not-loaded'; detail?: string };

/** Widest and highest drawing in pixels of CSS; more would cost memory and show nothing more. */
const MOST_PIXELS = 4096;

/**
 * The first `<svg>` of a text as a file of its own, which runs and reaches nothing. Read as HTML, which forgives what
 * models forget: namespaces, quotes, ends.
 */
export function svgFile(text: string): Drawing {
  const svg = drawingOf(text);
  if (!svg) return { why: 'nothing' };
  return sized(svg);
}

/** A drawing with a size, so that a picture of it has its form. */
export function sized(svg: SVGSVGElement): Drawing {
  if (repeatsTooMuch(svg)) return { why: 'heavy' };
  const box = (svg.getAttribute('viewBox') ?? '').split(/[\s,]+/).map(Number);
  const [width = 0, height = 0] = [box[2], box[3]].some((side) => side === undefined || !(side > 0))
    ? [pixels(svg.getAttribute('width')), pixels(svg.getAttribute('height'))]
    : box.slice(2);
  if (width > 0 && height > 0) {
    const scale = Math.min(1, MOST_PIXELS / Math.max(width, height));
    if (!svg.hasAttribute('viewBox')) svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    svg.setAttribute('width', String(width * scale));
    svg.setAttribute('height', String(height * scale));
  }
  return { svg: new XMLSerializer().serializeToString(svg) };
}

const pixels = (length: string | null): number => (/^[\d.]+(px)?$/.test(length ?? '') ? parseFloat(length!) : 0);
