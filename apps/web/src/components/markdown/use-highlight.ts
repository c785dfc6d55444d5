import { useEffect, useState } from 'react';
import { inBackground } from './highlight-queue';
import { type CodeToken } from './highlighter';

/** Longer code is not coloured, because that would block the page. */
const MAX_CHARS = 60_000;

interface Result {
  code: string;
  language: string;
  lines: CodeToken[][];
}

/** The coloured pieces of a complete code block. Undefined until they are ready, and also if highlighting fails. */
export function useHighlight(code: string, language: string | undefined, open: boolean): CodeToken[][] | undefined {
  const [result, setResult] = useState<Result>();
  const isEnabled = !open && language !== undefined && code.length <= MAX_CHARS;
  useEffect(() => {
    if (!isEnabled) return;
    let current = true;
    highlighted(code, language).then(
      (lines) => current && lines && setResult({ code, language, lines }),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [isEnabled, code, language]);
  return result && isEnabled && result.code === code && result.language === language ? result.lines : undefined;
}

/** The list of languages loads with the first code that names one. */
const highlighted = (code: string, language: string) =>
  import('./languages').then(({ findLanguage }) => (findLanguage(language) ? inBackground(code, language) : undefined));
