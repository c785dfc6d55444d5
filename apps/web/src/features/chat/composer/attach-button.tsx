import { Paperclip } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';

/** Kinds of text files that a browser does not know as text. */
const TEXTS = 'text/*,.md,.csv,.tsv,.json,.jsonl,.yaml,.yml,.toml,.xml,.log,.sql,.py,.ts,.tsx,.js,.go,.rs,.java,.c,.h';

/** Chooses text files from the device, and pictures for a model that sees them. */
export function AttachButton({ images, onFiles }: { images: boolean; onFiles: (files: File[]) => void }) {
  const { t } = useTranslation('chat');
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept={images ? `image/*,${TEXTS}` : TEXTS}
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
