import { type Model } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '@/lib/format';
import { isReady, unavailableReason } from '@/lib/use-model';
import { type ContextEstimate } from '../context';

/** Shows how full the context is from this share on. */
const SHOWN_FROM_SHARE = 0.75;

const isTight = (estimate: ContextEstimate | undefined): estimate is ContextEstimate =>
  estimate !== undefined && (estimate.share > SHOWN_FROM_SHARE || estimate.dropped > 0);

interface ComposerNoteProps {
  id: string;
  /** Why something was refused. It takes precedence over every other note. */
  note: string | undefined;
  /** An answer is being written. */
  running: boolean;
  /** The model that answers next. */
  model: Model | undefined;
  estimate: ContextEstimate | undefined;
  onNewChat: () => void;
}

/** The line below the composer: a refusal, that the model is out of reach, how full the context is, or a hint. */
export function ComposerNote({ id, note, running, model, estimate, onNewChat }: ComposerNoteProps) {
  const { t } = useTranslation('chat');
  const { t: models } = useTranslation('models');
  if (note === undefined && model && !isReady(model)) {
    return (
      <p id={id} className="min-h-5 px-4 pt-1 text-center text-meta text-warn">
        {models('isNotAvailable', { name: model.display_name })} {unavailableReason(model, models, false)}
      </p>
    );
  }
  return (
    <p id={id} className="min-h-5 px-4 pt-1 text-center text-meta text-ink-3">
      {note ??
        (isTight(estimate) ? (
          <ContextNote estimate={estimate} onNewChat={onNewChat} />
        ) : (
          t(running ? 'composer.next' : 'composer.hint')
        ))}
    </p>
  );
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
