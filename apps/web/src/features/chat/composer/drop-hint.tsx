import { type Model } from '@pocket-llm/api-client';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '@/lib/announce';
import { cn } from '@/lib/cn';
import { canSee } from './use-images';

interface DropHintProps {
  /** Kinds of the dragged files (MIME types). */
  items: readonly string[];
  model: Model | undefined;
}

/** Lies over the chat while files are dragged, and says what the model can take before they are dropped. */
export function DropHint({ items, model }: DropHintProps) {
  const { t } = useTranslation('chat-late');
  const sees = canSee(model);
  const onlyPictures = items.length > 0 && items.every((type) => type.startsWith('image/') && type !== 'image/svg+xml');
  const name = { model: model?.display_name ?? '' };
  const useless = !model || (!sees && onlyPictures);
  const text = !model
    ? t('drop.noModel')
    : sees
      ? t('drop.sees')
      : onlyPictures
        ? t('drop.onlyPictures', name)
        : t('drop.blind', name);
  useEffect(() => announce(text), [text]);
  return (
    <div
      data-drop-hint
      className={cn(
        'pointer-events-none absolute inset-3 z-30 flex flex-col items-center justify-center gap-2 px-6 text-center',
        'rounded-dialog border-2 border-dashed bg-canvas/95',
        useless ? 'border-warn text-warn' : 'border-accent',
      )}
    >
      {!useless && <p className="text-section font-semibold">{t('drop.title')}</p>}
      <p className={cn('max-w-prose text-ui', !useless && 'text-ink-2')}>{text}</p>
    </div>
  );
}
