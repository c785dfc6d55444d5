import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';

/** The answer could have been longer: says so, and offers to go on. */
export function CutOff({ onContinue }: { onContinue: (() => void) | undefined }) {
  const { t } = useTranslation('chat');
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-meta text-ink-3">
      {t('state.cutOff')}
      {onContinue && (
        <Button size="sm" onClick={onContinue}>
          {t('turn.continue')}
        </Button>
      )}
    </p>
  );
}
