import { memo } from 'react';
import { type CodeToken } from './highlighter';

/** Code as plain or coloured text. Both have the same characters and lines, so colouring moves nothing. */
export const CodeText = memo(function CodeText({
  code,
  lines,
  max,
}: {
  code: string;
  lines: CodeToken[][] | undefined;
  max: number;
}) {
  if (!lines) return <code>{firstLines(code, max)}</code>;
  return (
    <code>
      {lines.slice(0, max).map((line, index) => (
        <span key={index}>
          {index > 0 && '\n'}
          {line.map(({ text, tone }, at) =>
            tone ? (
              <span key={at} className={tone}>
                {text}
              </span>
            ) : (
              text
            ),
          )}
        </span>
      ))}
    </code>
  );
});

function firstLines(code: string, max: number): string {
  let end = -1;
  for (let line = 0; line < max; line += 1) {
    end = code.indexOf('\n', end + 1);
    if (end < 0) return code;
  }
  return code.slice(0, end);
}
