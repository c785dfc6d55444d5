import { readFileSync } from 'node:fs';

const css = readFileSync(`${__dirname}/tokens.css`, 'utf8');

/** The colours of one theme by their names. */
function tokensOf(selector: string): Record<string, string> {
  const block = css.slice(css.indexOf(`${selector} {`)).split('}')[0]!;
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, colour]) => [name, colour]),
  );
}

/** Relative luminance as WCAG 2.2 defines it. */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5]
    .map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
}

const GROUNDS = ['canvas', 'surface', 'sunken'];
const TEXT = ['ink', 'ink-2', 'ink-3', 'accent-ink', 'ok', 'warn', 'danger', 'info'];
const MARKS = ['accent', 'line-strong', 'data-1', 'data-2', 'data-3', 'data-4', 'data-5', 'data-6'];

describe.each([
  ['light', ':root'],
  ['dark', '.dark'],
])('%s', (_, selector) => {
  const tokens = tokensOf(selector);
  it.each(GROUNDS)('text is read on %s: 4.5 to 1', (ground) => {
    expect(TEXT.filter((name) => contrast(tokens[name]!, tokens[ground]!) < 4.5)).toEqual([]);
  });

  it('marks and lines of charts are seen where they stand: 3 to 1', () => {
    for (const ground of ['canvas', 'surface'])
      expect(MARKS.filter((name) => contrast(tokens[name]!, tokens[ground]!) < 3)).toEqual([]);
  });

  it('what is chosen is read: ink on its wash', () => {
    expect(contrast(tokens.ink!, tokens['accent-wash']!)).toBeGreaterThanOrEqual(7);
  });
});
