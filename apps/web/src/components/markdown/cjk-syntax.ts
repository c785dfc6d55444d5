import { cjkFriendlyExtension } from 'micromark-extension-cjk-friendly';
import { type LateSyntax } from './safe-tree';

/** Emphasis beside the punctuation of Chinese, Japanese and Korean, which puts no spaces there. */
export const CJK: LateSyntax = { syntax: cjkFriendlyExtension() };
