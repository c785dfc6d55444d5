import { defaultRehypePlugins, Streamdown, type Components } from 'streamdown';
import { CodeBlock } from './code-block';
import { BlockedImage, Heading, Link, Strong, TableFrame } from './elements';

type Plugin = (typeof defaultRehypePlugins)[string];

const withOptions = (plugin: Plugin, options: object): Plugin => [Array.isArray(plugin) ? plugin[0] : plugin, options] as Plugin;

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

const REHYPE = [SANITIZE, HARDEN];

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
  ul: ({ children, className, dir }) => <ul className={className} dir={dir}>{children}</ul>,
  ol: ({ children, start, dir }) => <ol start={start} dir={dir}>{children}</ol>,
  li: ({ children, className, dir }) => <li className={className} dir={dir}>{children}</li>,
  blockquote: ({ children, dir }) => <blockquote dir={dir}>{children}</blockquote>,
  hr: () => <hr />,
  thead: ({ children }) => <thead>{children}</thead>,
  tbody: ({ children }) => <tbody>{children}</tbody>,
  tr: ({ children }) => <tr>{children}</tr>,
  th: ({ children, style, dir }) => <th style={style} dir={dir}>{children}</th>,
  td: ({ children, style, dir }) => <td style={style} dir={dir}>{children}</td>,
};

const NO_LINK_DIALOG = { enabled: false };

/** Markdown as elements: repaired while it streams, parsed block by block, direction found per block. */
export default function Rendered({ text, live }: { text: string; live: boolean }) {
  return (
    <Streamdown
      className="prose"
      data-live={live ? '' : undefined}
      dir="auto"
      mode={live ? 'streaming' : 'static'}
      parseIncompleteMarkdown={live}
      isAnimating={live}
      rehypePlugins={REHYPE}
      components={COMPONENTS}
      linkSafety={NO_LINK_DIALOG}
      controls={false}
    >
      {text}
    </Streamdown>
  );
}
