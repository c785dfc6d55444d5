import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Sheet } from '@/components/ui/dialog';
import { IconButton } from '@/components/ui/icon-button';
import { KEY_PLACEHOLDER, ownAddress } from '../parts/address';
import { CodeBox } from '../parts/code-box';
import { useLanguage } from '../parts/language';
import { LanguageSwitch } from '../parts/language-switch';
import { codeOf } from './code';
import { usePlayground } from './store';

/** A program that sends the request, with a placeholder for the key. */
export default function CodeSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('playground');
  const { t: common } = useTranslation();
  const { t: developer } = useTranslation('developer');
  const { language } = useLanguage();
  const body = usePlayground((state) => state.body);
  return (
    <Sheet open side="end" title={t('code.title')} onOpenChange={(open) => !open && onClose()}>
      <div className="flex min-h-0 flex-1 flex-col gap-4 p-4">
        <header className="flex items-center justify-between gap-2">
          <h2 className="text-section font-semibold">{t('code.title')}</h2>
          <IconButton icon={X} label={common('close')} onClick={onClose} />
        </header>
        <LanguageSwitch />
        <p className="text-console text-ink-2">{t('code.text', { placeholder: KEY_PLACEHOLDER })}</p>
        <CodeBox
          className="max-h-full min-h-0"
          label={developer(`language.${language}`)}
          code={codeOf(body, language, { base: ownAddress(), key: KEY_PLACEHOLDER })}
        />
      </div>
    </Sheet>
  );
}
