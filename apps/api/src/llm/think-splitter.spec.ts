import { ThinkSplitter } from './think-splitter.js';

/** Splits a text fed in pieces of the given size; joins adjacent parts of one kind. */
function split(text: string, size: number) {
  const splitter = new ThinkSplitter();
  const result = { thinking: '', text: '' };
  const take = (parts: ReturnType<ThinkSplitter['push']>) => {
    for (const part of parts) {
      if (part.type !== 'text_was_thinking') result[part.type] += part.text;
      else Object.assign(result, { thinking: result.thinking + result.text, text: '' });
    }
  };
  const characters = [...text];
  for (let at = 0; at < characters.length; at += size) take(splitter.push(characters.slice(at, at + size).join('')));
  take(splitter.end());
  return result;
}

describe.each([1, 2, 5, 1000])('ThinkSplitter, %d characters at a time', (size) => {
  it.each([
    [
      'reasoning before an answer',
      '<think>\nFirst < second.\nYes\n</think>\n\nThe answer.\n',
      'First < second.\nYes',
      'The answer.\n',
    ],
    ['white space before the tag', '\n <think>a b</think>c', 'a b', 'c'],
    ['an empty thought', '<think>\n\n</think>\n\nHi', '', 'Hi'],
    ['an answer without reasoning', ' <b>bold</b> text', '', ' <b>bold</b> text'],
    ['tags the model talks about', 'Use <think> and </think>.', '', 'Use <think> and </think>.'],
    ['tags after the reasoning', '<think>a</think>Use <think>b</think>.', 'a', 'Use <think>b</think>.'],
    ['reasoning that never ends', '<think>and so on </thin', 'and so on </thin', ''],
    ['the beginning of a tag', '<thi', '', '<thi'],
    ['an end without a beginning', 'thoughts</think>answer', 'thoughts', 'answer'],
    ['an end without a beginning, on a line of its own', 'First.\n</think>\n\nIt is.', 'First.\n', 'It is.'],
    ['an end tag the model quotes', 'Close with `</think>` here.', '', 'Close with `</think>` here.'],
    ['a second end tag', 'a</think>b</think>c', 'a', 'b</think>c'],
    ['mathematics', 'a < b and c </ d', '', 'a < b and c </ d'],
    ['nothing', '', '', ''],
  ])('handles %s', (_, text, thinking, answer) => {
    expect(split(text, size)).toEqual({ thinking, text: answer });
  });
});

describe('ThinkSplitter', () => {
  it('holds nothing back once its kind is certain', () => {
    const splitter = new ThinkSplitter();
    expect(splitter.push('<think>I see')).toEqual([{ type: 'thinking', text: 'I see' }]);
    expect(splitter.push(' it </')).toEqual([{ type: 'thinking', text: ' it' }]);
    expect(splitter.push('think> Done')).toEqual([{ type: 'text', text: 'Done' }]);
    expect(splitter.push(' now')).toEqual([{ type: 'text', text: ' now' }]);
  });
});
