import { Paperclip } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';

/** Chooses files from the device. What they are is told by their content: browsers know few texts as texts. */
export function AttachButton({ onFiles }: { onFiles: (files: File[]) => void }) {
  const { t } = useTranslation('chat');
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
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
