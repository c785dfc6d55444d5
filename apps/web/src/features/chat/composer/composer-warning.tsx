import { type Model } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { unavailableReason } from '@/lib/use-model';
import { type ContextEstimate } from '../context';
import { ContextNote } from './context-note';

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
