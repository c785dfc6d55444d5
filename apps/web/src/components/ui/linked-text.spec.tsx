import { render } from '@testing-library/react';
import { LinkedText } from './linked-text';

const linksOf = (text: string) => {
  const { container } = render(<LinkedText text={text} />);
  return [...container.querySelectorAll('a')].map((link) => [link.textContent, link.getAttribute('href')]);
};

it('makes addresses and named links of the web links, and nothing else', () => {
  expect(linksOf('See https://status.example.org/a?b=1, or [the guide](https://docs.example.org).')).toEqual([
    ['https://status.example.org/a?b=1', 'https://status.example.org/a?b=1'],
    ['the guide', 'https://docs.example.org'],
  ]);
  expect(linksOf('(https://example.org) "https://example.com"')).toEqual([
    ['https://example.org', 'https://example.org'],
    ['https://example.com', 'https://example.com'],
  ]);
  expect(linksOf('[x](javascript:alert(1)) <b onclick="x">javascript:x</b> data:text/html,x ftp://a //b')).toEqual([]);
});

it('keeps every character of the text', () => {
  const text = 'First <b>line</b>\n\n**second** [one](ftp://x) & “two”';
  expect(render(<LinkedText text={text} />).container.textContent).toBe(text);
});
