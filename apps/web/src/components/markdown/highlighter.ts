import { createCssVariablesTheme, createHighlighterCore, type HighlighterCore } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import { findLanguage } from './languages';

/** A piece of code with the class that sets its colour. */
export interface CodeToken {
  text: string;
  tone: string | undefined;
}

// This theme has class names instead of colours: the stylesheet sets the colours for light and dark.
const THEME = createCssVariablesTheme({ name: 'tokens', variablePrefix: '--', fontStyle: false });

/** For a line. The library's own half second is too short where a language's first line also compiles its rules. */
const LINE_LIMIT_MS = 5_000;

let core: Promise<HighlighterCore> | undefined;
const highlighter = () =>
  (core ??= createHighlighterCore({
    themes: [THEME],
    langs: [],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  }));

/** Splits code into coloured pieces, line by line. Undefined for an unknown language. */
export async function highlight(code: string, name: string): Promise<CodeToken[][] | undefined> {
  const language = findLanguage(name);
  if (!language) return undefined;
  const [shiki, grammar] = await Promise.all([highlighter(), language.load()]);
  await shiki.loadLanguage(grammar.default);
  const lines = shiki.codeToTokensBase(code, {
    lang: language.scope,
    theme: 'tokens',
    tokenizeTimeLimit: LINE_LIMIT_MS,
  });
  return lines.map((line) => line.map(({ content, color }) => ({ text: content, tone: toneOf(color) })));
}

const toneOf = (color: string | undefined): string | undefined => {
  const name = /^var\(--token-([a-z-]+)\)/.exec(color ?? '')?.[1];
  return name && `tok-${name}`;
};
