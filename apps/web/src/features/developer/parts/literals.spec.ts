import { pythonLiteral, scriptLiteral, shellWord } from './literals';

it('a quote does not end a shell word', () => {
  expect(shellWord("it's")).toBe(`'it'\\''s'`);
});

it('JSON becomes Python', () => {
  expect(pythonLiteral({ stream: true, stop: null, n: [1.5, 'a"b'], none: {} })).toBe(
    '{\n    "stream": True,\n    "stop": None,\n    "n": [\n        1.5,\n        "a\\"b",\n    ],\n    "none": {},\n}',
  );
});

it('JSON becomes JavaScript, with quoted names only where needed', () => {
  expect(scriptLiteral({ max_tokens: 5, 'a-b': [] })).toBe('{\n  max_tokens: 5,\n  "a-b": [],\n}');
});
