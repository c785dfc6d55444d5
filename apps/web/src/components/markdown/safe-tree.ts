import { defaultSchema, sanitize } from 'hast-util-sanitize';
import { fromMarkdown, type Extension } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { toHast } from 'mdast-util-to-hast';
import { gfm } from 'micromark-extension-gfm';
import { harden } from 'rehype-harden';
import { directions, markOpenCode } from './element-changes';
import { cjkLinks, htmlAsText, inlineTags } from './tree-changes';

type Syntax = ReturnType<typeof gfm>;

/** Elements that are safe to show. */
export type SafeTree = Parameters<ReturnType<typeof harden>>[0];

/** What a text may need beyond the usual, and what loads when it does. */
export interface LateSyntax {
  syntax: Syntax;
  fromMarkdown?: Extension;
  /** Renders what the syntax found. Called after the checks, so it emits neither links nor HTML of the text. */
  render?: (tree: SafeTree) => void;
}

/**
 * GitHub's tables, task lists, footnotes and addresses. A single tilde means "about": 10~20. Two of them strike
 * through. HTML begins no block, so that the Markdown after a tag stays Markdown.
 */
const SYNTAX: Syntax[] = [gfm({ singleTilde: false }), { disable: { null: ['htmlFlow'] } }];
const FROM_MARKDOWN = gfmFromMarkdown();

/** Characters of Chinese, Japanese and Korean, and the punctuation around them. */
const WIDE = /[\u2014-\uFFFF]/;

// Ids keep their names: links between footnotes look for theirs within the answer.
const SCHEMA = { ...defaultSchema, clobberPrefix: '' };
const checkAddresses = harden({
  allowedLinkPrefixes: ['*'],
  allowedProtocols: [],
  linkBlockPolicy: 'text-only',
  // Images are rendered by our own element, which describes them and never passes their address to the browser.
  allowedImagePrefixes: ['*'],
  allowDataImages: true,
});

interface TreeOptions {
  late: readonly LateSyntax[];
  /** The last code block is not complete. */
  isCodeOpen: boolean;
}

/** Parses Markdown. HTML in it becomes text, the rest is sanitised, and then every address is checked again. */
export function toSafeTree(text: string, { late, isCodeOpen }: TreeOptions): SafeTree {
  const markdown = fromMarkdown(text, {
    extensions: [...SYNTAX, ...late.map(({ syntax }) => syntax)],
    mdastExtensions: [FROM_MARKDOWN, ...late.flatMap((one) => one.fromMarkdown ?? [])],
  });
  // Each of these walks through the whole tree, so only where there can be something for it.
  if (text.includes('<')) inlineTags(markdown);
  if (WIDE.test(text)) cjkLinks(markdown);
  if (text.includes('<')) htmlAsText(markdown);
  const tree = sanitize(toHast(markdown), SCHEMA) as SafeTree;
  checkAddresses(tree);
  if (isCodeOpen) markOpenCode(tree);
  for (const one of late) one.render?.(tree);
  directions(tree);
  return tree;
}
