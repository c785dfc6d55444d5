import { memo, useDeferredValue } from 'react';
import {
  defaultRehypePlugins,
  defaultRemarkPlugins,
  Streamdown,
  type Components,
  type StreamdownProps,
} from 'streamdown';
import { CodeBlock } from './code-block';
import { BlockedImage, Heading, Link, Strong, TableFrame, TaskBox } from './elements';
import { hasMath, unifyMath, useMath } from './math';
import { type MathPlugins } from './math-plugins';
import { segmentsOf } from './segments';

type Plugin = (typeof defaultRehypePlugins)[string];

const withOptions = (plugin: Plugin, options: object): Plugin =>
  [Array.isArray(plugin) ? plugin[0] : plugin, options] as Plugin;

// `raw` is left out: HTML in an answer stays text. What remains is sanitised, and then every address is checked again.
const SANITIZE = defaultRehypePlugins['sanitize']!;
const HARDEN = withOptions(defaultRehypePlugins['harden']!, {
  allowedLinkPrefixes: ['*'],
  allowedProtocols: [],
  linkBlockPolicy: 'text-only',
  // Pictures reach our own element, which names them and never gives their address to the browser.
  allowedImagePrefixes: ['*'],
  allowDataImages: true,
});

type Plugins = Pick<StreamdownProps, 'remarkPlugins' | 'rehypePlugins'>;

const PLAIN: Plugins = { rehypePlugins: [SANITIZE, HARDEN] };

// Made once per set of formula plugins, because new ones would parse every block again. Formulas come after the checks:
// they are made of text that has passed them, by a renderer that writes neither links nor HTML.
let withMath: { math: MathPlugins; plugins: Plugins } | undefined;
function pluginsFor(math: MathPlugins | undefined): Plugins {
  if (!math) return PLAIN;
  if (withMath?.math !== math) {
    const remarkPlugins = [...Object.values(defaultRemarkPlugins), ...math.remark];
    withMath = { math, plugins: { remarkPlugins, rehypePlugins: [SANITIZE, HARDEN, ...math.rehype] } };
  }
  return withMath.plugins;
}

const COMPONENTS: Components = {
  a: Link,
  img: BlockedImage,
  pre: CodeBlock,
  table: TableFrame,
  strong: Strong,
  inlineCode: ({ children }) => <code>{children}</code>,
  h1: (props) => <Heading as="h3" look="h1" {...props} />,
  h2: (props) => <Heading as="h3" look="h2" {...props} />,
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
  th: ({ children, style, dir }) => (
    <th style={style} dir={dir}>
      {children}
    </th>
  ),
  td: ({ children, style, dir }) => (
    <td style={style} dir={dir}>
      {children}
    </td>
  ),
};

const NO_LINK_DIALOG = { enabled: false };

interface PieceProps {
  text: string;
  live: boolean;
  plugins: Plugins;
}

const Piece = memo(function Piece({ text, live, plugins }: PieceProps) {
  return (
    <Streamdown
      className="prose"
      data-live={live ? '' : undefined}
      dir="auto"
      mode={live ? 'streaming' : 'static'}
      parseIncompleteMarkdown={live}
      isAnimating={live}
      {...plugins}
      components={COMPONENTS}
      linkSafety={NO_LINK_DIALOG}
      controls={false}
    >
      {text}
    </Streamdown>
  );
});

/** Markdown as elements: repaired while it streams, read piece by piece, direction found per block. */
export default function Rendered({ text, live }: { text: string; live: boolean }) {
  // A long answer is drawn when there is time for it; a press of a key goes first.
  const latest = useDeferredValue(text);
  const math = useMath(hasMath(latest));
  const segments = segmentsOf(math ? unifyMath(latest) : latest);
  const plugins = pluginsFor(math);
  return (
    <div data-answer="">
      {segments.map((segment, index) => (
        // The renderer compares its text but not its plugins: with those for formulas the same text is parsed again.
        <Piece
          key={`${index} ${math ? 'math' : 'plain'}`}
          text={segment}
          live={live && index === segments.length - 1}
          plugins={plugins}
        />
      ))}
    </div>
  );
}
