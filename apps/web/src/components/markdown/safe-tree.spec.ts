import { visit } from 'unist-util-visit';
import { HOSTILE } from './hostile.fixture';
import { toSafeTree } from './safe-tree';

const ALLOWED =
  /^(a|blockquote|br|code|del|em|h[1-6]|hr|img|input|kbd|li|ol|p|pre|section|span|strong|su[bp]|t[dhr]|table|tbody|thead|ul)$/;

/** What is in a tree and should not be. The components that show it check once more. */
function dangers(text: string): string[] {
  const found: string[] = [];
  visit(toSafeTree(text, { late: [], isCodeOpen: false }), 'element', ({ tagName, properties }) => {
    if (!ALLOWED.test(tagName)) found.push(`<${tagName}>`);
    for (const [name, value] of Object.entries(properties)) {
      if (/^on|^src(Set|Doc)$|^style$|^(form)?action$/i.test(name)) found.push(`${tagName}[${name}]`);
      if (name === 'href' && !/^(https?:|mailto:|#|\/(?!\/))/i.test(String(value))) found.push(`${tagName}[${value}]`);
    }
  });
  return found;
}

describe('the elements of a hostile answer', () => {
  it.each(HOSTILE)('are harmless before any component sees them: %s', (text) => expect(dangers(text)).toEqual([]));
});
