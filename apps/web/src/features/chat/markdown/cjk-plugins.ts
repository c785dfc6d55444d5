import { cjkFriendlyExtension } from 'micromark-extension-cjk-friendly';
import { type Processor } from './remark-plugins';

/** Emphasis beside the punctuation of Chinese, Japanese and Korean, which puts no spaces there. */
export function cjkEmphasis(this: Processor): void {
  const data = this.data();
  (data.micromarkExtensions ??= []).push(cjkFriendlyExtension());
}
