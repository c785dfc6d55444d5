import { useEffect, useState } from 'react';
import { inBackground } from './highlight-queue';
import { type CodeToken } from './highlighter';
import { findLanguage } from './languages';

/** So much code would hold up the page while it is coloured. */
const MAX_CHARS = 60_000;

interface Result {
  code: string;
  language: string;
  lines: CodeToken[][];
}

/** The parts of a finished code block, once they are known. Until then, and if that fails, it stays plain text in the same box. */
export function useHighlight(code: string, language: string | undefined, open: boolean): CodeToken[][] | undefined {
  const [result, setResult] = useState<Result>();
  const wanted = !open && language !== undefined && code.length <= MAX_CHARS && findLanguage(language) !== undefined;
  useEffect(() => {
    if (!wanted) return;
    let current = true;
    inBackground(code, language).then(
      (lines) => current && lines && setResult({ code, language, lines }),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [wanted, code, language]);
  return result && wanted && result.code === code && result.language === language ? result.lines : undefined;
}
