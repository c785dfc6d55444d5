import { fireEvent, render, waitFor } from '@testing-library/react';
import { withTexts } from '../../../test/texts';
import { HOSTILE } from './hostile.fixture';
import Rendered from './rendered';

beforeAll(withTexts);

const ALLOWED = new Set(
  (
    'A B BLOCKQUOTE BR BUTTON CIRCLE CODE DEL DIV EM FIGCAPTION FIGURE H2 H3 H4 H5 H6 HR INPUT KBD LI LINE OL ' +
    'P PATH PRE RECT SECTION SPAN STRONG SUB SUP SVG TABLE TBODY TD TH THEAD TR UL POLYLINE POLYGON'
  ).split(' '),
);

/** Everything in a rendered answer that could run code, load something or mislead the reader. */
function dangers(root: HTMLElement): string[] {
  const found: string[] = [];
  for (const element of root.querySelectorAll('*')) {
    const tag = element.tagName.toUpperCase();
    if (!ALLOWED.has(tag)) found.push(`<${tag}>`);
    for (const { name, value } of element.attributes) {
      if (name.startsWith('on') || name === 'srcdoc' || name === 'action' || name === 'formaction')
        found.push(`${tag}[${name}]`);
      if (['src', 'srcset', 'poster', 'data', 'background', 'xlink:href'].includes(name))
        found.push(`${tag}[${name}=${value}]`);
      if (name === 'href' && !/^(https?:|mailto:|#|\/(?!\/))/i.test(value)) found.push(`${tag}[href=${value}]`);
      if (name === 'style' && /url\(|expression/i.test(value)) found.push(`${tag}[style=${value}]`);
    }
  }
  return found;
}

describe('a hostile answer', () => {
  it.each(HOSTILE)('stays harmless, complete and streamed: %s', (text) => {
    const whole = render(<Rendered text={text} live={false} />);
    expect(dangers(whole.container)).toEqual([]);
    whole.unmount();
    // While the answer streams, every prefix is on screen for a moment.
    const streamed = render(<Rendered text="" live />);
    for (let end = 1; end <= text.length; end += 1) {
      streamed.rerender(<Rendered text={text.slice(0, end)} live />);
      const found = dangers(streamed.container);
      if (found.length > 0) throw new Error(`after ${end} characters: ${found.join(', ')}`);
    }
  });
});

describe('an answer', () => {
  const html = (text: string, live = false) => render(<Rendered text={text} live={live} />).container;

  it('has real links that open in a new tab and send no referrer', () => {
    const link = html('[docs](https://example.org/a)').querySelector('a')!;
    expect(link.getAttribute('href')).toBe('https://example.org/a');
    expect([link.target, link.rel]).toEqual(['_blank', 'noopener noreferrer']);
  });

  it('shows the description of an image instead of loading it', () => {
    const view = html('![cat](https://evil.example/x.png?q=secret)');
    expect(view.querySelector('img')).toBeNull();
    expect(view.textContent).toContain('Image not loaded');
  });

  it('shows HTML as text', () => {
    expect(html('Use <b>bold</b> tags.').textContent).toContain('<b>bold</b>');
  });

  it('shows one code block while the fence is still open, with the code unchanged', () => {
    const view = html('```ts\nconst a = 1;\n', true);
    expect(view.querySelectorAll('figure')).toHaveLength(1);
    expect(view.querySelector('pre code')?.textContent).toBe('const a = 1;');
    expect(view.querySelector('figcaption')?.textContent).toContain('ts');
  });

  it('does not take two prices for a formula', () => {
    expect(html('It costs $5 and then $6 more.').textContent).toBe('It costs $5 and then $6 more.');
  });

  it.each([true, false])('detects the text direction of every block (streaming: %s)', (live) => {
    const view = html('# Hello there\n\nשלום לכולם.\n\n- one\n\n> שלום', live);
    const directionOf = (selector: string) => view.querySelector(selector)!.closest('[dir]')?.getAttribute('dir');
    expect(['h3', 'p', 'li', 'blockquote'].map(directionOf)).toEqual(['ltr', 'rtl', 'ltr', 'rtl']);
  });

  it('shows tables and task lists', () => {
    expect(html('| a | b |\n|---|---|\n| 1 | 2 |').querySelectorAll('td')).toHaveLength(2);
    expect(html('- [x] done').querySelector('input')?.getAttribute('type')).toBe('checkbox');
  });
});

describe('an answer with code', () => {
  it('is coloured once the fence is closed, with every character and line unchanged', async () => {
    const code = 'const a = "<b>";\n\n  // done';
    const view = render(<Rendered text={`\`\`\`ts\n${code}`} live />).container;
    const pre = () => view.querySelector('pre')!;
    expect(pre().textContent).toBe(code);
    expect(pre().querySelector('span')).toBeNull();
    const closed = render(<Rendered text={`\`\`\`ts\n${code}\n\`\`\``} live={false} />).container;
    await waitFor(() => expect(closed.querySelector('.tok-keyword')?.textContent).toBe('const'));
    expect(closed.querySelector('pre')!.textContent).toBe(code);
    expect(closed.querySelector('pre')!.className).toBe(pre().className);
  });

  it('is collapsed when it has more than four hundred lines', () => {
    const lines = Array.from({ length: 401 }, (_, line) => `${line}`).join('\n');
    const view = render(<Rendered text={`\`\`\`\n${lines}\n\`\`\``} live={false} />);
    expect(view.container.querySelector('pre')!.textContent!.split('\n')).toHaveLength(400);
    fireEvent.click(view.getByRole('button', { name: 'Show all 401 lines' }));
    expect(view.container.querySelector('pre')!.textContent).toBe(lines);
  });
});

describe('an answer with formulas', () => {
  const FORMULA_TAGS = [
    'MATH',
    'SEMANTICS',
    'ANNOTATION',
    'MROW',
    'MI',
    'MN',
    'MO',
    'MSUP',
    'MSTYLE',
    'MTEXT',
    'MERROR',
    'MPADDED',
    'MSPACE',
  ];

  it('renders them and leaves prices alone', async () => {
    const view = render(<Rendered text={'So $$a^2$$, for $5 and $6, and $$b$$.'} live={false} />).container;
    await waitFor(() => expect(view.querySelectorAll('.katex')).toHaveLength(2));
    expect(view.textContent).toContain('for $5 and $6');
  });

  it.each([
    '$$\\href{javascript:alert(1)}{x}$$',
    '$$\\url{javascript:alert(1)}$$',
    '$\\href{javascript:alert(1)}{x}$',
    '$$\\includegraphics{https://evil.example/x.png}$$',
    '$$\\htmlStyle{background:url(https://evil.example)}{x}$$',
    '$$\\def\\a{\\a\\a}\\a$$',
    '$$<img src=x onerror=alert(1)>$$',
  ])('stays harmless with %s', async (text) => {
    const view = render(<Rendered text={text} live={false} />).container;
    await waitFor(() => expect(view.querySelector('.katex, .katex-error')).not.toBeNull());
    expect(dangers(view).filter((danger) => !FORMULA_TAGS.includes(danger.slice(1, -1)))).toEqual([]);
    expect(view.querySelector('a, img')).toBeNull();
  });
});

describe('footnotes', () => {
  it("are reached within the answer, and the page's address stays unchanged", () => {
    const view = render(<Rendered text={'A.[^1]\n\n[^1]: The note.'} live={false} />).container;
    const link = view.querySelector<HTMLAnchorElement>('sup a')!;
    Element.prototype.scrollIntoView = jest.fn();
    expect(fireEvent.click(link)).toBe(false);
    expect(document.activeElement?.textContent).toContain('The note.');
  });
});
