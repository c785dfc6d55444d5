import { render, waitFor } from '@testing-library/react';
import { withTexts } from '../../../test/texts';
import Rendered from './rendered';

const SHOWN = new Set(
  'P STRONG EM DEL A BR SUB SUP KBD UL OL LI TABLE TR TH TD CODE PRE H3 H4 H5 BLOCKQUOTE HR'.split(' '),
);
const LEFT_OUT = 'figcaption, :not(th) > button, .sr-only';

/** What one sees, as short HTML: formulas as their source in ⟦brackets⟧. */
function seen(node: Node): string {
  if (node.nodeType === Node.TEXT_NODE) return (node.textContent ?? '').replaceAll('\n', ' ');
  if (!(node instanceof Element) || node.matches(LEFT_OUT)) return '';
  if (node.matches('.katex-display')) return `⟦⟦${sourceOf(node)}⟧⟧`;
  if (node.matches('.katex')) return `⟦${sourceOf(node)}⟧`;
  const inner = [...node.childNodes].map(seen).join('');
  if (node.matches('input')) return (node as HTMLInputElement).checked ? '[x]' : '[ ]';
  if (node.tagName === 'BR' || node.tagName === 'HR') return `<${node.tagName.toLowerCase()}>`;
  if (!SHOWN.has(node.tagName)) return inner;
  const tag = node.tagName.toLowerCase();
  const href = tag === 'a' ? ` ${node.getAttribute('href')}` : '';
  const trimmed = ['P', 'LI', 'UL', 'OL', 'TR', 'TABLE', 'BLOCKQUOTE'].includes(node.tagName) ? inner.trim() : inner;
  return `<${tag}${href}>${trimmed}</${tag}>`;
}
const sourceOf = (node: Element): string =>
  (node.querySelector('annotation')?.textContent ?? '').trim().replaceAll('\n', ' ');
/** Without the spaces between elements, which nobody sees. */
const tight = (html: string): string =>
  html
    .trim()
    .replace(/> +</g, '><')
    .replace(/<br> /g, '<br>')
    .replace(/ ?(⟦⟦[^⟧]+⟧⟧) ?/g, '$1');
const text = (container: HTMLElement): string => tight(seen(container));

beforeAll(async () => {
  await withTexts();
  const { container, unmount } = render(<Rendered text="$$x$$ **「y」**z" live={false} />);
  await waitFor(() => expect(container.querySelector('.katex')).not.toBeNull());
  await waitFor(() => expect(container.querySelector('strong')).not.toBeNull());
  unmount();
});

const STRIKE: [string, string, string][] = [
  ['single tildes mean about', '10~20 and 30~40', '<p>10~20 and 30~40</p>'],
  ['single tildes around words', 'a ~b~ c', '<p>a ~b~ c</p>'],
  ['double tildes strike through', 'a ~~b~~ c', '<p>a <del>b</del> c</p>'],
];

const EMPHASIS: [string, string, string][] = [
  ['CJK brackets', '这是**「重点」**内容', '<p>这是<strong>「重点」</strong>内容</p>'],
  ['a CJK colon', '**注意：**正文', '<p><strong>注意：</strong>正文</p>'],
  ['a CJK full stop', '**これは重要。**次の文', '<p><strong>これは重要。</strong>次の文</p>'],
  ['Korean particles', '**용어(term)**를 강조', '<p><strong>용어(term)</strong>를 강조</p>'],
  ['code in CJK bold', '请用**`npm i`**安装', '<p>请用<strong><code>npm i</code></strong>安装</p>'],
  ['one star', '*「重点」*内容', '<p><em>「重点」</em>内容</p>'],
  ['a space before the end', '**Note: **the text', '<p><strong>Note:</strong> the text</p>'],
  ['Python arguments', 'f(**a, **b) and 2 ** 3 ** 4', '<p>f(**a, **b) and 2 ** 3 ** 4</p>'],
  ['underscores in words', 'snake_case_name and __init__.py', '<p>snake_case_name and <strong>init</strong>.py</p>'],
  ['multiplication', '2*3*4 = 24', '<p>2<em>3</em>4 = 24</p>'],
];

const LINKS: [string, string, string][] = [
  [
    'before a CJK full stop',
    '见 https://example.org/a。好',
    '<p>见 <a https://example.org/a>https://example.org/a</a>。好</p>',
  ],
  ['before a CJK comma', 'https://example.org，然后', '<p><a https://example.org/>https://example.org</a>，然后</p>'],
  ['in CJK brackets', '（https://example.org/a）后', '<p>（<a https://example.org/a>https://example.org/a</a>）后</p>'],
  [
    'without spaces',
    '请看https://example.org/a_b_c。',
    '<p>请看<a https://example.org/a_b_c>https://example.org/a_b_c</a>。</p>',
  ],
  [
    'two of them',
    'https://a.example，https://b.example。',
    '<p><a https://a.example/>https://a.example</a>，<a https://b.example/>https://b.example</a>。</p>',
  ],
  ['www', 'www.example.org。好', '<p><a http://www.example.org/>www.example.org</a>。好</p>'],
  [
    'with CJK letters in its path',
    'https://example.org/路径 x',
    '<p><a https://example.org/%E8%B7%AF%E5%BE%84>https://example.org/路径</a> x</p>',
  ],
  ['of the author', '[文档。](https://example.org/a)', '<p><a https://example.org/a>文档。</a></p>'],
  [
    'before a Latin full stop',
    'See https://example.org/a.',
    '<p>See <a https://example.org/a>https://example.org/a</a>.</p>',
  ],
  ['in code', '`https://example.org。`', '<p><code>https://example.org。</code></p>'],
];

const TAGS: [string, string, string][] = [
  [
    'a break in a cell',
    '| a |\n|---|\n| 1<br>2<br/>3<BR />4 |',
    '<table><tr><th>a</th></tr><tr><td>1<br> 2<br> 3<br> 4</td></tr></table>',
  ],
  ['a break in a paragraph', 'one<br>two', '<p>one<br> two</p>'],
  ['indices', 'H<sub>2</sub>O and x<sup>2</sup>', '<p>H<sub>2</sub>O and x<sup>2</sup></p>'],
  ['keys', '<kbd>Ctrl</kbd>+<kbd>C</kbd>', '<p><kbd>Ctrl</kbd>+<kbd>C</kbd></p>'],
  ['Markdown in a tag', 'x<sup>**2**</sup>', '<p>x<sup><strong>2</strong></sup></p>'],
  ['tags in one another', '<sub>a<sup>b</sup></sub>', '<p><sub>a<sup>b</sup></sub></p>'],
  ['tags that cross', '<sub>a<sup>b</sub>c</sup>', '<p><sub>a&lt;sup>b</sub>c&lt;/sup></p>'.replaceAll('&lt;', '<')],
  ['a tag that never ends', 'a <sub> b', '<p>a <sub> b</p>'],
  ['attributes', '<kbd onclick=alert(1)>x</kbd>', '<p><kbd onclick=alert(1)>x</kbd></p>'],
  ['other tags', 'a <b>c</b> <u>d</u>', '<p>a <b>c</b> <u>d</u></p>'],
  ['tags in code', '`<br>` and `H<sub>2</sub>`', '<p><code><br></code> and <code>H<sub>2</sub></code></p>'],
  [
    'Markdown after a tag on its own line',
    '<think>\nSome **bold**.\n</think>\n\nMore.',
    '<p><think> Some <strong>bold</strong>. </think></p><p>More.</p>',
  ],
  [
    'Markdown in a block of HTML',
    '<div align="center">\n**x**\n</div>',
    '<p><div align="center"> <strong>x</strong> </div></p>',
  ],
  ['a comment', 'a <!-- b --> c', '<p>a <!-- b --> c</p>'],
];

const MATH: [string, string, string][] = [
  ['one dollar sign', 'So $x_1$ is', '<p>So $x_1$ is</p>'],
  ['prices', 'It costs $5 and $6 more', 'It costs ＄5 and ＄6 more'],
  ['a price range', 'from $10-$20 or $5–$6', 'from ＄10-＄20 or ＄5–＄6'],
  ['a formula beside prices', 'For $5 and $6, $a^2$ holds; $7 too.', 'For ＄5 and ＄6, $a^2$ holds; ＄7 too.'],
  ['several formulas', '$a$, $b$ and $c = a + b$', '$a$, $b$ and $c = a + b$'],
  ['ordinals', 'the $n$th and $k$-means', 'the $n$th and $k$-means'],
  ['a number', 'choose $5$ of them', 'choose $5$ of them'],
  ['variables of a shell', 'set $HOME/bin:$PATH or $A_B/$C_D', 'set ＄HOME/bin:＄PATH or ＄A_B/＄C_D'],
  ['money behind the number', 'pay 5$ or 6$ today', 'pay 5＄ or 6＄ today'],
  ['prose between prices', 'costs $5 today (was 6$)', 'costs ＄5 today (was 6＄)'],
  ['other dollars', 'US$5, A$6 and \\$7 or \\$8', 'US＄5, A＄6 and ＄7 or ＄8'],
  ['CJK prices', '价格是$5，然后$6。花了$5和5$。', '价格是＄5，然后＄6。花了＄5和5＄。'],
  ['CJK beside a formula', '设$x$是整数，$y=2$。', '设$x$是整数，$y=2$。'],
  ['LaTeX brackets', 'So \\(a^2\\) and \\[b^2\\] hold', 'So $a^2$ and $\\displaystyle b^2$ hold'],
  ['two LaTeX brackets', '\\[a\\] and \\[b\\]', '$\\displaystyle a$ and $\\displaystyle b$'],
  ['LaTeX commands with words', '$v = \\text{speed of light}$', '$v = \\text{speed of light}$'],
  ['two dollar signs in a line', 'So $$a^2$$ is', 'So $a^2$ is'],
  ['LaTeX brackets over two lines', 'So \\(a +\nb\\) is', 'So $a + b$ is'],
  ['a name of an axis', 'along the $x$-axis and $y$-axis', 'along the $x$-axis and $y$-axis'],
  ['thousands and sums', '$1,000 + $200.50 = $1,200.50 or $5k', '＄1,000 + ＄200.50 = ＄1,200.50 or ＄5k'],
  ['ranges and rates', '$5–$10, $20/month or -$5', '＄5–＄10, ＄20/month or -＄5'],
  ['variables of PHP', 'set $a = 1 and $b = 2, or @ARGV and $_', 'set ＄a = 1 and ＄b = 2, or @ARGV and ＄_'],
  ['bold', '**$E = mc^2$** and **$5**', '<p><strong>$E = mc^2$</strong> and <strong>＄5</strong></p>'],
  ['probabilities', "$P(A|B)$, $f'(x)$ and $O(n \\log n)$", "$P(A|B)$, $f'(x)$ and $O(n \\log n)$"],
  ['code', '`$x_1$` and `$HOME`', '<p><code>＄x_1＄</code> and <code>＄HOME</code></p>'],
  [
    'a cell',
    '| a | b |\n|---|---|\n| $x$ | $5 |',
    '<table><tr><th>a</th><th>b</th></tr><tr><td>$x$</td><td>＄5</td></tr></table>',
  ],
].map(([name, given, expected]) => [
  name!,
  given!,
  (expected!.startsWith('<') ? expected! : `<p>${expected!}</p>`)
    .replace(/\$([^$]+)\$/g, '⟦$1⟧')
    .replaceAll('＄', '\u0024'),
]);

const DISPLAY: [string, string, string][] = [
  ['brackets on their own lines', 'So\n\\[\na^2\n\\]\nis', '<p>So</p>⟦⟦a^2⟧⟧<p>is</p>'],
  ['brackets on one line', '\\[ a^2 \\]', '⟦⟦a^2⟧⟧'],
  ['dollar signs on one line', '$$a^2$$', '⟦⟦a^2⟧⟧'],
  ['dollar signs on the lines of the formula', '$$a\n= b$$\n\nText', '⟦⟦a = b⟧⟧<p>Text</p>'],
  ['the first dollar signs on a line of the formula', '$$a\n= b\n$$', '⟦⟦a = b⟧⟧'],
  ['the last dollar signs on a line of the formula', '$$\na\n> b$$', '⟦⟦a > b⟧⟧'],
  [
    'in a list item',
    '1. One:\n\n   \\[\n   a^2\n   \\]\n\n2. Two',
    '<ol><li><p>One:</p>⟦⟦a^2⟧⟧</li> <li><p>Two</p></li></ol>',
  ],
  ['as a list item', '- \\[a^2\\]\n- b', '<ul><li>⟦⟦a^2⟧⟧</li> <li>b</li></ul>'],
  ['in a quote', '> So\n> \\[\n> a^2\n> \\]', '<blockquote><p>So</p> ⟦⟦a^2⟧⟧</blockquote>'],
];

const BLOCKS: [string, string, string][] = [
  ['a list after text', 'Text:\n- a\n- b', '<p>Text:</p><ul><li>a</li> <li>b</li></ul>'],
  ['a numbered list after text', 'Text:\n1. a\n2. b', '<p>Text:</p><ol><li>a</li> <li>b</li></ol>'],
  ['a heading without a space', '##Title\ntext', '<h3>Title</h3><p>text</p>'],
  ['a hashtag', '#tag and #1', '<p>#tag and #1</p>'],
  [
    'a table without outer pipes',
    'a | b\n--|--\n1 | 2',
    '<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>',
  ],
  [
    'a table after text',
    'Text:\n| a |\n|---|\n| 1 |',
    '<p>Text:</p><table><tr><th>a</th></tr><tr><td>1</td></tr></table>',
  ],
  ['nested fences', '````md\n```js\na\n```\n````', '<pre><code>```js a ```</code></pre>'],
  ['an open fence', '```js\na <b>', '<pre><code>a <b></code></pre>'],
  ['a fence in a list', '1. a\n   ```js\n   $x$ ##b\n   ```', '<ol><li>a <pre><code>$x$ ##b</code></pre></li></ol>'],
  ['tasks', '- [x] a\n- [ ] b', '<ul><li>[x] a</li> <li>[ ] b</li></ul>'],
  ['emoji by name', ':smile: and 10:30:45', '<p>:smile: and 10:30:45</p>'],
  ['a rule', 'a\n\n---\n\nb', '<p>a</p><hr><p>b</p>'],
  ['a quote', '> a\n> **b**', '<blockquote><p>a <strong>b</strong></p></blockquote>'],
];

describe.each([
  ['strikethrough', STRIKE],
  ['emphasis', EMPHASIS],
  ['an address', LINKS],
  ['a tag', TAGS],
  ['a formula', MATH],
  ['a formula of its own', DISPLAY],
  ['a block', BLOCKS],
])('%s', (_, rows) => {
  it.each(rows)('is as the model meant it: %s', (__, given, expected) => {
    expect(text(render(<Rendered text={given} live={false} />).container)).toBe(tight(expected));
  });

  it.each(rows)('is the same when it has been streamed: %s', (__, given, expected) => {
    const { container, rerender } = render(<Rendered text="" live />);
    for (let end = 1; end <= given.length; end += 4) rerender(<Rendered text={given.slice(0, end)} live />);
    rerender(<Rendered text={given} live={false} />);
    expect(text(container)).toBe(tight(expected));
  });
});
