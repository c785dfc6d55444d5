import { type Model } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '@/lib/format';
import { unavailableReason } from '@/lib/use-model';
import { type ContextEstimate } from '../context';

interface ComposerWarningProps {
  /** The model that answers next, if it is out of reach. */
  missing: Model | undefined;
  estimate: ContextEstimate | undefined;
  onNewChat: () => void;
}

/** Why the next question may not be answered as it should be: the model is out of reach, or the context is full. */
export function ComposerWarning({ missing, estimate, onNewChat }: ComposerWarningProps) {
  const { t } = useTranslation('models');
  if (missing)
    return (
      <>
        {t('isNotAvailable', { name: missing.display_name })} {unavailableReason(missing, t, false)}
      </>
    );
  return estimate && <ContextNote estimate={estimate} onNewChat={onNewChat} />;
}

/** How full the context is. When it is too full: what the next question drops, and what helps. */
function ContextNote({ estimate, onNewChat }: { estimate: ContextEstimate; onNewChat: () => void }) {
  const { t } = useTranslation('chat');
  const { used_tokens, dropped } = estimate;
  const window = formatNumber(estimate.window);
  if (dropped === 0 && estimate.share > 1) return <span className="text-warn">{t('context.tooLong', { window })}</span>;
  if (dropped === 0) return <>{t('context.used', { used: formatNumber(used_tokens), window })}</>;
  return (
    <span className="text-warn">
      {t('context.willDrop', { count: dropped, window })}{' '}
      <button type="button" className="font-medium underline underline-offset-3" onClick={onNewChat}>
        {t('context.newChat')}
      </button>
      {t('context.orRaise')}
    </span>
  );
}
