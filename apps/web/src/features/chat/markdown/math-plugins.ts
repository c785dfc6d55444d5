import 'katex/dist/katex.min.css';
import rehypeKatex from 'rehype-katex';
import remarkMath from 'remark-math';
import { type StreamdownProps } from 'streamdown';

export interface MathPlugins {
  remark: NonNullable<StreamdownProps['remarkPlugins']>;
  rehype: NonNullable<StreamdownProps['rehypePlugins']>;
}

/** Renders formulas as elements, without links, HTML, endless macros or oversized characters. */
export const MATH: MathPlugins = {
  remark: [[remarkMath, { singleDollarTextMath: false }]],
  rehype: [
    [
      rehypeKatex,
      { trust: false, strict: 'ignore', throwOnError: false, maxExpand: 200, maxSize: 20, errorColor: 'var(--danger)' },
    ],
  ],
};
