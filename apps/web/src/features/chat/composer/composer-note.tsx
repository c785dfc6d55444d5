import { type Model } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { cn } from '@/lib/cn';
import { importWithTexts } from '@/lib/i18n';
import { lateComponent } from '@/lib/late-import';
import { isReady } from '@/lib/use-model';
import { type ContextEstimate } from '../context';

const ComposerWarning = lateComponent(
  importWithTexts('chat-late', () => import('./composer-warning').then((module) => module.ComposerWarning)),
);

/** Shows how full the context is from this share on. */
const SHOWN_FROM_SHARE = 0.75;

const isTight = (estimate: ContextEstimate | undefined): boolean =>
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
  const missing = model && !isReady(model) ? model : undefined;
  return (
    <p id={id} className={cn('min-h-5 px-4 pt-1 text-center text-meta', !note && missing ? 'text-warn' : 'text-ink-3')}>
      {note ??
        (missing || isTight(estimate) ? (
          <ComposerWarning missing={missing} estimate={estimate} onNewChat={onNewChat} fallback={t('composer.hint')} />
        ) : (
          t(running ? 'composer.next' : 'composer.hint')
        ))}
    </p>
  );
}
