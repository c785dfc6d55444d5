import { plainTextOf } from './plain-text';

const plain = (html: string): string => {
  const root = document.createElement('div');
  root.innerHTML = html;
  return plainTextOf(root);
};

describe('an answer as plain text', () => {
  it('has paragraphs and headings without Markdown syntax', () => {
    expect(plain('<h3>Title</h3><p>One <strong>bold</strong>\n word.</p><p>Two.</p>')).toBe(
      'Title\n\nOne bold word.\n\nTwo.',
    );
  });

  it('keeps the numbers and the nesting of lists', () => {
    expect(plain('<ol start="3"><li>three</li><li>four<ul><li><p>deep</p></li></ul></li></ol>')).toBe(
      '3. three\n4. four\n  - deep',
    );
  });

  it('keeps code unchanged, without the labels and buttons around it', () => {
    expect(
      plain(
        '<p>See:</p><figure><figcaption>ts<button>Copy</button></figcaption><pre><code>a\n  b</code></pre></figure>',
      ),
    ).toBe('See:\n\na\n  b');
  });

  it('separates cells with tabs', () => {
    expect(
      plain('<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>'),
    ).toBe('a\tb\n1\t2');
  });
});
