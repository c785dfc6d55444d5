import { ChevronDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { DeferredMenu } from '@/components/ui/deferred';
import { Icon } from '@/components/ui/icon';
import { useModels } from '@/lib/use-model';

const loadList = () => import('./model-list');
const NO_PROPS = {};

/** Shows and changes the next message's model. The dot is filled when the model is in memory. */
export function ModelPicker() {
  const { t } = useTranslation('models');
  const { query, models, model } = useModels();
  if (query.isPending) return null;
  if (models.length === 0) return <span className="px-2 text-ui text-ink-3">{t('none')}</span>;
  return (
    <DeferredMenu
      load={loadList}
      props={NO_PROPS}
      popup="listbox"
      trigger={
        <Button
          variant="quiet"
          size="sm"
          className="max-w-56 min-w-0 shrink"
          aria-label={model ? t(model.loaded ? 'pickLoaded' : 'pick', { name: model.display_name }) : t('pickNone')}
        >
          <span
            aria-hidden
            className={`size-2 shrink-0 rounded-full ${model?.loaded ? 'bg-ok' : 'border border-line-strong'}`}
          />
          <span className="truncate">{model?.display_name ?? t('none')}</span>
          <Icon as={ChevronDown} className="text-ink-3" />
        </Button>
      }
    />
  );
}
