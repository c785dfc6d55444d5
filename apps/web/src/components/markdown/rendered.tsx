import { toJsxRuntime, type Components } from 'hast-util-to-jsx-runtime';
import { memo, useState } from 'react';
import { Fragment, jsx, jsxs } from 'react/jsx-runtime';
import remend from 'remend';
import { lateImport } from '@/lib/late-import';
import { CodeBlock } from './code-block';
import { BlockedImage, Heading, Link, Strong, Table, TaskBox } from './elements';
import { heldBack } from './held-back';
import { hasMath, unifyMath } from './math';
import { repaired } from './repairs';
import { type LateSyntax, toSafeTree } from './safe-tree';
import { GrowingText } from './segments';

/** How each element of an answer is shown. */
export const COMPONENTS: Components = {
  a: Link,
  img: BlockedImage,
  pre: CodeBlock,
  table: Table,
  strong: Strong,
  code: ({ children, className }) => <code className={className}>{children}</code>,
  h1: (props) => <Heading as="h3" styledAs="h1" {...props} />,
  h2: (props) => <Heading as="h3" styledAs="h2" {...props} />,
  h3: (props) => <Heading as="h4" {...props} />,
  h4: (props) => <Heading as="h5" {...props} />,
  h5: (props) => <Heading as="h6" {...props} />,
  h6: (props) => <Heading as="h6" {...props} />,
  p: ({ children, dir }) => <p dir={dir}>{children}</p>,
  ul: ({ children, className, dir }) => (
    <ul className={className} dir={dir}>
      {children}
    </ul>
  ),
  ol: ({ children, start, dir }) => (
    <ol start={start} dir={dir}>
      {children}
    </ol>
  ),
  input: TaskBox,
  li: ({ children, className, dir, id }) => (
    <li className={className} dir={dir} id={id}>
      {children}
    </li>
  ),
  blockquote: ({ children, dir }) => <blockquote dir={dir}>{children}</blockquote>,
  hr: () => <hr />,
  thead: ({ children }) => <thead>{children}</thead>,
  tbody: ({ children }) => <tbody>{children}</tbody>,
  tr: ({ children }) => <tr>{children}</tr>,
  th: ({ children, style, dir, 'aria-sort': sort }) => (
    <th style={style} dir={dir} aria-sort={sort}>
      {children}
    </th>
  ),
  td: ({ children, style, dir }) => (
    <td style={style} dir={dir}>
      {children}
    </td>
  ),
};

/** The syntax of formulas, and of emphasis in texts without spaces. Each loads once a text needs it. */
const useMath = lateImport(() => import('./math-syntax').then(({ MATH }) => MATH));
const useCjk = lateImport(() => import('./cjk-syntax').then(({ CJK }) => CJK));

/** Whether a text has Chinese, Japanese or Korean characters. */
const hasCjk = (text: string): boolean => /[\u3000-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\uFF00-\uFFEF]/.test(text);

/** What an answer has beside Markdown. It is the same object as long as it does not change. */
export interface Extension {
  syntax: LateSyntax;
  /** All elements, with those of the extension. */
  components: Components;
}

interface PieceProps {
  text: string;
  extension: Extension | undefined;
  /** More text will follow. */
  live: boolean;
  /** The text ends within a code block. */
  isCodeOpen: boolean;
}

/** A part of an answer that begins and ends with a block. It is parsed again only when it changes. */
const Piece = memo(function Piece({ text, extension, live, isCodeOpen }: PieceProps) {
  const written = repaired(text);
  const unified = unifyMath(written);
  // Loads with the first sign of a formula, which is then there when its end arrives.
  const math = useMath(hasMath(unified) || (live && /\\[[(]/.test(text)));
  const cjk = useCjk(hasCjk(text));
  const late = [cjk, math, extension?.syntax].filter((one) => one !== undefined);
  const shown = live ? heldBack(unified, math !== undefined) : undefined;
  const source = shown ? remend(shown.text) : math ? unified : written;
  const tree = toSafeTree(source, { late, isCodeOpen });
  const elements = toJsxRuntime(tree, {
    Fragment,
    jsx,
    jsxs,
    components: extension?.components ?? COMPONENTS,
    ignoreInvalidStyle: true,
  });
  // An answer that comes at once waits for what renders its formulas, but not for long: it might not come.
  if (!live && !math && hasMath(unified)) return <div className="formula-late">{elements}</div>;
  return (
    <>
      {elements}
      {shown?.formula && <div aria-hidden className="formula-open" />}
    </>
  );
});

/** Renders Markdown: repaired while it streams, parsed block by block, with the text direction detected per block. */
export default function Rendered({ text, live, extension }: { text: string; live: boolean; extension?: Extension }) {
  const [growing] = useState(() => new GrowingText());
  const { pieces, isCodeOpen } = growing.split(text);
  return (
    <div className="prose" data-answer="" data-live={live ? '' : undefined} dir="auto">
      {pieces.map((piece, index) => {
        const isLast = index === pieces.length - 1;
        const grows = live && isLast;
        return <Piece key={index} text={piece} extension={extension} live={grows} isCodeOpen={grows && isCodeOpen} />;
      })}
    </div>
  );
}
