import { outsideCode } from './outside-code';

/** `##Heading`. One sign alone may be a hashtag. */
const HEADING = /^(#{2,6})(?=[\p{L}*])/gmu;
/** `**Note: **text`. Other marks before the space are too often code without its signs, such as `**a, **b`. */
const BOLD_WITH_SPACE = /(?<![\p{L}\p{N}*\\])\*\*(?=[^\s*])([^*\n]*[:：.!?])[ \t]+\*\*(?=[^\s*])/gu;

/** Mends Markdown that models write and mean otherwise than its rules say. */
export function repaired(text: string): string {
  if (!text.includes('##') && !text.includes(' **')) return text;
  return outsideCode(text, (prose) => prose.replace(HEADING, '$1 ').replace(BOLD_WITH_SPACE, '**$1** '));
}
