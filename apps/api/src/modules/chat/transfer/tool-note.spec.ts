import { nothingLeftOut } from './imported.js';
import { toolNote, type ToolUse } from './tool-note.js';

const note = (use: ToolUse) => toolNote(use, nothingLeftOut());

describe("the note of a tool's call", () => {
  it.each<[string, ToolUse, string]>([
    [
      'short',
      { name: 'time', input: '"{}"', result: '"12:00"' },
      '> **Tool call:** `time` `{}`\n>\n> **Result:** `12:00`',
    ],
    ['an object', { name: 'add', input: { a: 1 } }, '> **Tool call:** `add` `{"a":1}`'],
    ['a result alone', { name: 'py', result: '4' }, '> **Result of** `py` `4`'],
    ['an error', { name: 'py', result: 'no', isError: true }, '> **Error of** `py` `no`'],
    ['nothing given', { name: '' }, '> **Tool call:** `tool`'],
    [
      'several lines with a fence in them',
      { name: 'py', input: 'a\n```\nb' },
      '> **Tool call:** `py`\n>\n> ````\n> a\n> ```\n> b\n> ````',
    ],
    [
      'parts',
      {
        name: 'f',
        result: [
          { type: 'text', text: 'one' },
          { type: 'text', text: 'two' },
        ],
      },
      '> **Result of** `f`\n>\n> ```\n> one\n> two\n> ```',
    ],
  ])('has what was given and what came back: %s', (_, use, text) => expect(note(use)).toBe(text));

  it('shortens long results, and counts that', () => {
    const left = nothingLeftOut();
    const text = toolNote({ name: 'web', result: 'word '.repeat(1000) }, left);
    expect([text.length < 2100, left.tool_results]).toEqual([true, 1]);
  });
});
