import { Fragment } from 'react';

const Code = ({ children }: { children: string }) => (
  <code dir="ltr" className="rounded-[4px] bg-sunken px-1 py-0.5 font-mono text-[0.9em] wrap-anywhere" translate="no">
    {children}
  </code>
);

/** A text in which backticks mark code. */
export function Line({ text }: { text: string }) {
  return (
    <>
      {text.split('`').map((piece, index) => (
        <Fragment key={index}>{index % 2 === 1 ? <Code>{piece}</Code> : piece}</Fragment>
      ))}
    </>
  );
}

/** Paragraphs with backtick code. */
export function Prose({ text }: { text: string }) {
  return (
    <div className="flex flex-col gap-3 text-ink-2">
      {text.split('\n\n').map((paragraph) => (
        <p key={paragraph} className="text-pretty leading-6">
          <Line text={paragraph} />
        </p>
      ))}
    </div>
  );
}
