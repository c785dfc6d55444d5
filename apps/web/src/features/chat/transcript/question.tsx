import { type Ref, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { imageUrl } from '../composer/image-data';

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

/** The images of a question, or of an imported answer. They are part of the thread, so nothing is fetched. */
export function TurnImages({ images, by }: { images: readonly string[]; by: 'own' | 'answer' }) {
  const { t } = useTranslation(['chat', 'transcript']);
  if (images.length === 0) return null;
  return (
    <ul className={`flex max-w-[80%] flex-wrap gap-2 ${by === 'own' ? 'justify-end' : ''}`}>
      {images.map((data, index) => (
        <li key={index}>
          <img
            src={imageUrl(data)}
            alt={t(`image.${by}`, { index: index + 1, count: images.length })}
            className="max-h-60 max-w-full rounded-panel border border-line object-contain"
            decoding="async"
          />
        </li>
      ))}
    </ul>
  );
}
