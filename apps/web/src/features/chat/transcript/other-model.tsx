import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { DeferredMenu } from '@/components/ui/deferred';
import { isReady, setModel, useModels } from '@/lib/use-model';

const loadMenu = () => import('./other-model-menu');

interface OtherModelProps {
  threadId: string | undefined;
  /** The model that could not answer. */
  failed: string | undefined;
  /** Only for one answer beside those of other models: the chat keeps its own. */
  beside?: boolean;
  /** Called with the name of the chosen model. */
  onChoose?: (name: string) => void;
}

/** Chooses another model for the chat: always the person's choice. Absent while no other is ready. */
export function OtherModel({ threadId, failed, beside, onChoose }: OtherModelProps) {
  const { t } = useTranslation('models');
  const { models } = useModels(threadId);
  const others = models.filter((model) => isReady(model) && model.name !== failed);
  if (others.length === 0) return null;
  const choose = (name: string) => {
    if (!beside) setModel(name, threadId);
    onChoose?.(name);
  };
  return (
    <DeferredMenu
      load={loadMenu}
      props={{ models: others, onChoose: choose }}
      trigger={<Button size="sm">{t('useAnother')}</Button>}
    />
  );
}
