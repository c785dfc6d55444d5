import { cjkFriendlyExtension } from 'micromark-extension-cjk-friendly';

/** Emphasis beside the punctuation of Chinese, Japanese and Korean, which puts no spaces there. */
export function cjkEmphasis(this: { data(): { micromarkExtensions?: unknown[] } }): void {
  const data = this.data();
  (data.micromarkExtensions ??= []).push(cjkFriendlyExtension());
}
