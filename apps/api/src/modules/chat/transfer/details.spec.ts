import { partsOfText } from './details.js';

describe('the folded blocks in a text of Open WebUI', () => {
  it.each<[string, string, unknown[]]>([
    ['none', 'Plain <b>text</b>', [{ text: 'Plain <b>text</b>' }]],
    [
      'reasoning',
      '<details type="reasoning" done="true" duration="4">\n<summary>Thought</summary>\n' +
        '&gt; a &lt; b\n> c\n</details>\nAnswer',
      [{ text: '' }, { thinking: 'a < b\nc' }, { text: 'Answer' }],
    ],
    [
      'reasoning that was stopped',
      'Before <details type="reasoning" done="false">\n<summary>Thinking…</summary>\n> half',
      [{ text: 'Before' }, { thinking: 'half' }],
    ],
    [
      'a call with its result in an attribute',
      '<details type="tool_calls" done="true" id="c" name="get" arguments="&quot;{\\&quot;a\\&quot;:1}&quot;" ' +
        'result="&quot;12:00&quot;">\n<summary>Tool Executed</summary>\n</details>Noon.',
      [{ text: '' }, { tool: { name: 'get', input: '"{\\"a\\":1}"', result: '"12:00"' } }, { text: 'Noon.' }],
    ],
    [
      'a call with its result in the block, and a block in it',
      '<details type="tool_calls" name="get"><summary>x</summary>r <details>in</details></details>End',
      [{ text: '' }, { tool: { name: 'get', input: undefined, result: 'r <details>in</details>' } }, { text: 'End' }],
    ],
    [
      'code that was run',
      '<details type="code_interpreter" done="true" output="{&quot;stdout&quot;: &quot;2&quot;}">\n' +
        '<summary>Analyzed</summary>\n```python\nprint(1 + 1)\n```\n</details>\nTwo.',
      [
        { text: '' },
        { tool: { name: 'code_interpreter', input: 'print(1 + 1)', result: '{"stdout": "2"}' } },
        { text: 'Two.' },
      ],
    ],
    [
      'a block in code',
      '```html\n<details type="reasoning">x</details>\n```',
      [{ text: '```html\n<details type="reasoning">x</details>\n```' }],
    ],
    [
      'a block of the author',
      '<details><summary>More</summary>x</details>',
      [{ text: '<details><summary>More</summary>x</details>' }],
    ],
  ])('are told apart: %s', (_, text, parts) => expect(partsOfText(text)).toEqual(parts));
});
