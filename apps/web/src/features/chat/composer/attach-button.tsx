import { type Model } from '@pocket-llm/api-client';
import { Paperclip } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { isTouch } from '@/lib/use-media';
import { canSee } from './use-images';

/** Chooses files from the device. What they are is told by their content: browsers know few texts as texts. */
export function AttachButton({ onFiles, model }: { onFiles: (files: File[]) => void; model: Model | undefined }) {
  const { t } = useTranslation('chat');
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        // Phones then offer no camera. Elsewhere a list would hide texts that the system does not know as texts.
        accept={isTouch() && model && !canSee(model) ? 'text/*,application/*' : undefined}
        hidden
        aria-label={t('files.add')}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          // Reset the input, so that choosing the same file again also fires a change.
          event.target.value = '';
        }}
      />
      <Button
        variant="quiet"
        size="round"
        aria-label={t('files.add')}
        data-tip={t('files.add')}
        onClick={() => input.current?.click()}
      >
        <Icon as={Paperclip} size={20} />
      </Button>
    </>
  );
}
