import { RotateCcw, Square } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Icon } from '@/components/ui/icon';
import { cn } from '@/lib/cn';
import { useDictation } from './use-dictation';

interface DictationProps {
  onText: (text: string) => void;
  onEnd: () => void;
}

/** The button that ends a dictation, which begins with it; before that, what the browser is allowed for it. */
export function Dictation({ onText, onEnd }: DictationProps) {
  const { t } = useTranslation('audio');
  const { t: common } = useTranslation();
  const { phase, agree, press } = useDictation(onText, onEnd);
  const label = phase === 'failed' ? common('retry') : t('stopDictating');
  return (
    <>
      <Button
        variant="live"
        size="round"
        autoFocus
        busy={phase === 'writing'}
        aria-label={label}
        data-tip={phase === 'writing' ? t('writing') : label}
        onClick={press}
      >
        {phase === 'failed' && <Icon as={RotateCcw} />}
        {(phase === 'starting' || phase === 'listening') && (
          <Icon as={Square} className={cn('fill-current', phase === 'listening' && 'animate-pulse')} />
        )}
      </Button>
      {phase === 'asking' && (
        <Dialog
          open
          title={t('consent.title')}
          description={t('consent.text')}
          onOpenChange={(open) => !open && onEnd()}
        >
          <div className="flex flex-wrap justify-end gap-2">
            <Button onClick={onEnd}>{t('consent.no')}</Button>
            <Button variant="primary" onClick={agree}>
              {t('consent.yes')}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
