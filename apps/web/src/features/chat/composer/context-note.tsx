import { useTranslation } from 'react-i18next';
import { formatNumber } from '@/lib/format';
import { type ContextEstimate } from '../context';

/** From here on the space that is left is worth a word. */
const WORTH_SAYING = 0.75;

/** Whether there is something to say about the room in the context. */
export const isTight = (estimate: ContextEstimate | undefined): estimate is ContextEstimate =>
  estimate !== undefined && (estimate.share > WORTH_SAYING || estimate.dropped > 0);

interface ContextNoteProps {
  estimate: ContextEstimate;
  onNewChat: () => void;
}

/** How full the context is; once it is too full, what the next question will cost and what helps. */
export function ContextNote({ estimate: { used_tokens, window, dropped }, onNewChat }: ContextNoteProps) {
  const { t } = useTranslation('chat');
  if (dropped === 0) return <>{t('context.used', { used: formatNumber(used_tokens), window: formatNumber(window) })}</>;
  return (
    <span className="text-warn">
      {t('context.willDrop', { count: dropped, window: formatNumber(window) })}{' '}
      <button type="button" className="font-medium underline underline-offset-3" onClick={onNewChat}>
        {t('context.newChat')}
      </button>
      {t('context.orRaise')}
    </span>
  );
}
