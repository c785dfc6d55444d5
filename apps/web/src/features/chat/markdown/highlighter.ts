import { createCssVariablesTheme, createHighlighterCore, type HighlighterCore } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import { findLanguage } from './languages';

/** A piece of code with the class that gives it its colour. */
export interface CodeToken {
  text: string;
  tone: string | undefined;
}

// A theme of names, not of colours: the stylesheet gives each its colour, light or dark.
const THEME = createCssVariablesTheme({ name: 'tokens', variablePrefix: '--', fontStyle: false });

let core: Promise<HighlighterCore> | undefined;
const highlighter = () =>
  (core ??= createHighlighterCore({
    themes: [THEME],
    langs: [],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  }));

/** Finds the parts of a code, line by line. Nothing where the language is not one that is known. */
export async function highlight(code: string, name: string): Promise<CodeToken[][] | undefined> {
  const language = findLanguage(name);
  if (!language) return undefined;
  const [shiki, grammar] = await Promise.all([highlighter(), language.load()]);
  await shiki.loadLanguage(grammar.default);
  const lines = shiki.codeToTokensBase(code, { lang: language.scope, theme: 'tokens' });
  return lines.map((line) => line.map(({ content, color }) => ({ text: content, tone: toneOf(color) })));
}

const toneOf = (color: string | undefined): string | undefined => {
  const name = /^var\(--token-([a-z-]+)\)/.exec(color ?? '')?.[1];
  return name && `tok-${name}`;
};
