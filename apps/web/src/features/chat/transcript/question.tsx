import { type Ref, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lateComponent } from '@/lib/late-import';

export const TurnImages = lateComponent(() => import('./turn-images').then((module) => module.TurnImages));

/** Longer questions are collapsed, because the reader wants to see the answer. */
const FOLD_CHARS = 1500;
const FOLD_LINES = 20;

/** The text of a question. */
export function QuestionText({ text, ref }: { text: string; ref: Ref<HTMLDivElement> }) {
  const { t } = useTranslation(['chat', 'transcript']);
  const [whole, setWhole] = useState(false);
  const long = text.length > FOLD_CHARS || text.split('\n', FOLD_LINES + 1).length > FOLD_LINES;
  return (
    <div ref={ref} className="max-w-[80%] min-w-0 rounded-panel bg-sunken px-4 py-2.5">
      <p dir="auto" className={`text-prose break-words whitespace-pre-wrap ${long && !whole ? 'line-clamp-10' : ''}`}>
        {text}
      </p>
      {long && (
        <button
          type="button"
          aria-expanded={whole}
          className="mt-1 text-meta text-ink-2 underline underline-offset-3 hover:text-ink touch:min-h-11"
          onClick={() => setWhole(!whole)}
        >
          {t(whole ? 'transcript:turn.showLess' : 'transcript:turn.showAll')}
        </button>
      )}
    </div>
  );
}
