import { useTranslation } from 'react-i18next';
import { imageUrl } from '../composer/image-data';

/** The images of a question, or of an imported answer. They are part of the thread, so nothing is fetched. */
export function TurnImages({ images, by }: { images: readonly string[]; by: 'own' | 'answer' }) {
  const { t } = useTranslation(['chat', 'transcript']);
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
