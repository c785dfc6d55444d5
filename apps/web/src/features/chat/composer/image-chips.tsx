import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/components/ui/icon';
import { cn } from '@/lib/cn';
import { imageUrl } from './image-data';

interface ImageChipsProps {
  images: readonly string[];
  onRemove: (index: number) => void;
}

/** The images of the next question. */
export function ImageChips({ images, onRemove }: ImageChipsProps) {
  const { t } = useTranslation('chat');
  return (
    <ul aria-label={t('images.list')} className="flex flex-wrap gap-2 px-1 pt-1">
      {images.map((data, index) => (
        <li key={index} className="relative">
          <img
            src={imageUrl(data)}
            alt={t('image.own', { index: index + 1, count: images.length })}
            className="size-16 rounded-panel border border-line object-cover"
          />
          <button
            type="button"
            aria-label={t('images.remove', { index: index + 1 })}
            className={cn(
              'absolute -end-1.5 -top-1.5 flex size-6 items-center justify-center rounded-full border',
              'border-line-strong bg-surface text-ink-2 hover:bg-sunken hover:text-ink touch:-end-3',
              'touch:-top-3 touch:size-9',
            )}
            onClick={() => onRemove(index)}
          >
            <Icon as={X} />
          </button>
        </li>
      ))}
    </ul>
  );
}
