import { useTranslation } from 'react-i18next';
import { imageUrl } from '../composer/image-data';

/** The pictures of a question. They are the person's own and part of the thread: nothing is fetched. */
export function QuestionImages({ images }: { images: readonly string[] }) {
  const { t } = useTranslation('chat');
  if (images.length === 0) return null;
  return (
    <ul className="flex max-w-[80%] flex-wrap justify-end gap-2">
      {images.map((data, index) => (
        <li key={index}>
          <img
            src={imageUrl(data)}
            alt={t('image.own', { index: index + 1, count: images.length })}
            className="max-h-60 max-w-full rounded-panel border border-line object-contain"
            decoding="async"
          />
        </li>
      ))}
    </ul>
  );
}
