import { ImagePlus } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';

/** Chooses images from the device. */
export function AttachButton({ onFiles }: { onFiles: (files: File[]) => void }) {
  const { t } = useTranslation('chat');
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept="image/*"
        multiple
        hidden
        aria-label={t('images.add')}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          // Reset the input, so that choosing the same file again also fires a change.
          event.target.value = '';
        }}
      />
      <Button
        variant="quiet"
        size="round"
        aria-label={t('images.add')}
        data-tip={t('images.add')}
        onClick={() => input.current?.click()}
      >
        <Icon as={ImagePlus} size={20} />
      </Button>
    </>
  );
}
