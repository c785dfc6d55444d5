import { type Model } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { importWithTexts } from '@/lib/i18n';
import { lateComponent } from '@/lib/late-import';
import { isReady, unavailableReason } from '@/lib/use-model';
import { type ContextEstimate } from '../context';

const ContextNote = lateComponent(
  importWithTexts('chat-late', () => import('./context-note').then((module) => module.ContextNote)),
);

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
          <ContextNote estimate={estimate} onNewChat={onNewChat} fallback={t('composer.hint')} />
        ) : (
          t(running ? 'composer.next' : 'composer.hint')
        ))}
    </p>
  );
}
