import { lazy, memo, Suspense } from 'react';
import { loadTexts } from '@/lib/i18n';

const load = () => Promise.all([import('./rendered'), loadTexts('markdown')]).then(([module]) => module);
const Rendered = lazy(load);

/** Loads the renderer before its first use. */
export const preloadMarkdown = (): void => void load().catch(() => undefined);

/** A text from the model. Until the renderer has loaded it is shown as plain text of the same width. */
export const Markdown = memo(function Markdown({ text, live }: { text: string; live: boolean }) {
  const plain = (
    <div dir="auto" className={`prose whitespace-pre-wrap ${live ? 'plain-live' : ''}`}>
      {text}
    </div>
  );
  return (
    <Suspense fallback={plain}>
      <Rendered text={text} live={live} />
    </Suspense>
  );
});
