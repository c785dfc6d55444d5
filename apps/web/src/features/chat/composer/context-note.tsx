import { useTranslation } from 'react-i18next';
import { formatNumber } from '@/lib/format';
import { type ContextEstimate } from '../context';

/** How full the context is. When it is too full: what the next question drops, and what helps. */
export function ContextNote({ estimate, onNewChat }: { estimate: ContextEstimate; onNewChat: () => void }) {
  const { t } = useTranslation('chat-late');
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
