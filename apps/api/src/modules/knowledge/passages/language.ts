import { createRequire } from 'node:module';
import type * as Tinyld from 'tinyld/light';

/** Late: a portal without files has no use for its tables. The build bundles it, see ONE_COPY in scripts/build.mjs. */
const require = createRequire(import.meta.url);
const library = () => require('tinyld/light') as typeof Tinyld;

/** PostgreSQL's text search configurations, by ISO 639-1. Which of them a server has is asked: see `configurations`. */
const CONFIGURATIONS: Record<string, string> = {
  ar: 'arabic',
  da: 'danish',
  de: 'german',
  el: 'greek',
  en: 'english',
  es: 'spanish',
  fi: 'finnish',
  fr: 'french',
  ga: 'irish',
  hi: 'hindi',
  hu: 'hungarian',
  id: 'indonesian',
  it: 'italian',
  lt: 'lithuanian',
  ne: 'nepali',
  nl: 'dutch',
  no: 'norwegian',
  pt: 'portuguese',
  ro: 'romanian',
  ru: 'russian',
  sr: 'serbian',
  sv: 'swedish',
  ta: 'tamil',
  tr: 'turkish',
};

export const SIMPLE = 'simple';

/** So much of a text tells its language. */
const SAMPLE = 2_000;
/** Share of letters and spaces below which a text is a table of numbers, or code. */
const LEAST_LETTERS = 0.75;

const CODE_NAME =
  /\.(c|cc|cpp|cs|css|go|h|hpp|java|js|json|jsx|kt|lua|mjs|php|pl|py|r|rb|rs|scala|scss|sh|sql|swift|toml|ts|tsx|xml|ya?ml)$/i;

/** Whether a file of this name is code, whose words are of no language. */
export const isCodeName = (name: string): boolean => CODE_NAME.test(name);

/**
 * PostgreSQL's configuration of the language that a text is in; `simple` for one that it has no rules for, and for
 * what is no text in a language.
 * @param sample some of the text
 * @param available names of the configurations that the server has
 */
export function languageOf(sample: string, available: ReadonlySet<string>): string {
  const text = sample.slice(0, SAMPLE).replace(/https?:\S+/g, ' ');
  const letters = text.match(/[\p{L}\p{M}\s]/gu)?.length ?? 0;
  if (text.trim().length < 20 || letters < text.length * LEAST_LETTERS) return SIMPLE;
  const found = CONFIGURATIONS[library().detect(text)];
  return found && available.has(found) ? found : SIMPLE;
}
