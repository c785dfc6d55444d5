import { lazy, memo, Suspense } from 'react';

const load = () => import('./rendered');
const Rendered = lazy(load);

/** Fetches the renderer ahead of its first use. */
export const preloadMarkdown = (): void => void load().catch(() => undefined);

/** A text of the model. Until the renderer is here it stands as plain text, readable and in the same measure. */
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
