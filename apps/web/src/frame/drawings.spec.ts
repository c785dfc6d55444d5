import { withoutReach } from './sanitize';
import { svgFile } from './svg';

/** Ten parts, each of which repeats the one before it ten times: as many as a browser would draw for minutes. */
const bomb = (name: (level: number) => string, reference: (level: number) => string, before = '') =>
  `<svg viewBox="0 0 9 9">${before}<g id="l0"><path d="M0 0h9"/></g>` +
  Array.from({ length: 10 }, (_, i) => `<g id="${name(i + 1)}">${`<use ${reference(i)} />`.repeat(10)}</g>`).join('') +
  '</svg>';
const l = (level: number) => `l${level}`;

it.each([
  ['plain', bomb(l, (i) => `href="#l${i}"`)],
  ['by its old name', bomb(l, (i) => `xlink:href="#l${i}"`)],
  ['with spaces around it', bomb(l, (i) => `href=" #l${i} "`)],
  ['with a line break in it', bomb(l, (i) => `href="#&#10;l${i}"`)],
  ['encoded', bomb(l, (i) => `href="#%6c${i}"`)],
  ['encoded wrongly', bomb(l, () => 'href="#%6c%zz"')],
])('a drawing that repeats itself without end is refused: %s', (_, svg) => {
  const doubled = svg.replace('</svg>', Array.from({ length: 11 }, (_v, i) => `<g id="l${i}" />`).join('') + '</svg>');
  for (const text of [svg, doubled]) {
    expect(svgFile(text)).toEqual({ why: 'heavy' });
    expect(withoutReach(text)).toBeUndefined();
  }
});

it('repeating a few times, or what is not there, is no fault', () => {
  const svg = '<svg viewBox="0 0 9 9"><path id="p" d="M0 0h9"/><use href="#p"/><use href="#gone"/><use href=""/></svg>';
  expect(svgFile(svg)).toEqual({ svg: expect.stringContaining('<use href="#p"') });
  expect(withoutReach(svg)).toContain('<use href="#p"');
});

it('labels that are HTML within a drawing become its text, and nothing else of them stays', () => {
  const { svg } =
    svgFile(`<svg viewBox="0 0 200 90"><g class="label"><foreignObject x="10" y="20" width="100" height="40">
    <div xmlns="http://www.w3.org/1999/xhtml"><p>Ask<br/>a
    <b>model</b> &lt;now&gt;</p><img src=x onerror="a()"></div>
    </foreignObject></g><foreignObject width="9" height="9"><div> </div></foreignObject></svg>`) as { svg: string };
  expect(svg).not.toMatch(/foreignObject|<div|<img|onerror/i);
  expect(svg.replace(/\s+/g, ' ')).toContain(
    '<g class="label"><text x="60" y="40" text-anchor="middle">' +
      '<tspan x="60" dy="-0.25em">Ask</tspan><tspan x="60" dy="1.2em">a model &lt;now&gt;</tspan></text></g>',
  );
  expect(svg.match(/<text/g)).toHaveLength(1);
});

it('the file of a drawing has nothing that runs or reaches beyond it', () => {
  const { svg } = svgFile(`Here: <svg viewBox="0 0 9 9" onload="a()"><script>b()</script><style>.x{fill:red}</style>
    <a href="javascript:c()"><text class="x">Hi</text></a><image href="https://tracker.example/x.png" />
    <set attributeName="href" to="javascript:d()" /><animate attributeName="onclick" values="e()" />
    <foreignObject><iframe src="https://tracker.example"></iframe></foreignObject>
    <circle r="3"><animate attributeName="r" from="1" to="3" dur="1s" repeatCount="indefinite" /></circle></svg>`) as {
    svg: string;
  };
  expect(svg).not.toMatch(/script|onload|onclick|tracker|iframe|attributeName="href"/i);
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox="0 0 9 9"/);
  expect(svg).toContain('<animate attributeName="r" from="1" to="3" dur="1s" repeatCount="indefinite"');
  expect(svg).toContain('.x{fill:red}');
  expect(svg).toContain('>Hi</text>');
});
