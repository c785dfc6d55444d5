import { memo, useDeferredValue, useMemo } from 'react';
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
import { cjkLinks, gfm, hasCjk, inlineTags, noHtmlBlocks, useCjk } from './remark-plugins';
import { repaired } from './repairs';
import { segmentsOf } from './segments';

type Plugin = (typeof defaultRehypePlugins)[string];

const withOptions = (plugin: Plugin, options: object): Plugin =>
  [Array.isArray(plugin) ? plugin[0] : plugin, options] as Plugin;

// Without `raw`: HTML in an answer stays text. The rest is sanitised, and then every address is checked again.
const SANITIZE = defaultRehypePlugins['sanitize']!;
const HARDEN = withOptions(defaultRehypePlugins['harden']!, {
  allowedLinkPrefixes: ['*'],
  allowedProtocols: [],
  linkBlockPolicy: 'text-only',
  // Images are rendered by our own element, which describes them and never passes their address to the browser.
  allowedImagePrefixes: ['*'],
  allowDataImages: true,
});

const REMARK = [gfm as Plugin, defaultRemarkPlugins['codeMeta']!, noHtmlBlocks as Plugin, inlineTags, cjkLinks];

type Plugins = Pick<StreamdownProps, 'remarkPlugins' | 'rehypePlugins'>;

// Created once for each set of late plugins, because new ones would parse every block again. Formulas come after the
// checks: they are made from checked text, by a renderer that emits neither links nor HTML.
const sets = new Map<string, Plugins>();
function pluginsFor(math: MathPlugins | undefined, cjk: ReturnType<typeof useCjk>): Plugins {
  const key = `${math ? 'math' : ''} ${cjk ? 'cjk' : ''}`;
  const known = sets.get(key);
  if (known) return known;
  const plugins: Plugins = {
    remarkPlugins: [...(cjk ? [cjk as Plugin] : []), ...REMARK, ...(math?.remark ?? [])],
    rehypePlugins: [SANITIZE, HARDEN, ...(math?.rehype ?? [])],
  };
  sets.set(key, plugins);
  return plugins;
}

const COMPONENTS: Components = {
  a: Link,
  img: BlockedImage,
  pre: CodeBlock,
  table: TableFrame,
  strong: Strong,
  inlineCode: ({ children }) => <code>{children}</code>,
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

/** Renders Markdown: repaired while it streams, parsed block by block, with the text direction detected per block. */
export default function Rendered({ text, live }: { text: string; live: boolean }) {
  // Deferred, because rendering a long answer must not delay a key press.
  const latest = useDeferredValue(text);
  // Kept, because each new text renders twice: at once with the deferred one unchanged, then with its own.
  const source = useMemo(() => unifyMath(repaired(latest)), [latest]);
  const isMath = hasMath(source);
  const math = useMath(isMath);
  const asWritten = isMath && !math;
  const segments = useMemo(() => segmentsOf(asWritten ? repaired(latest) : source), [asWritten, latest, source]);
  const cjk = useCjk(hasCjk(latest));
  const plugins = pluginsFor(math, cjk);
  return (
    <div data-answer="">
      {segments.map((segment, index) => (
        // The renderer compares its text but not its plugins, so the key forces a new parse when late plugins load.
        <Piece
          key={`${index} ${math ? 'math' : ''} ${cjk ? 'cjk' : ''}`}
          text={segment}
          live={live && index === segments.length - 1}
          plugins={plugins}
        />
      ))}
    </div>
  );
}
