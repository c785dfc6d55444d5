import { type Model } from '@pocket-llm/api-client';
import { ChevronDown, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { DeferredMenu } from '@/components/ui/deferred';
import { Icon } from '@/components/ui/icon';
import { importWithTexts } from '@/lib/i18n';
import { hasRole, useUser } from '@/lib/session';
import { isReady, unavailableReason, useModels } from '@/lib/use-model';

const labelOf = ({ available, loaded }: Model) => (!available ? 'pickUnavailable' : loaded ? 'pickLoaded' : 'pick');
const loadList = importWithTexts('pulls', () => import('./model-list'));

/**
 * Shows and changes the next message's model. The dot is filled when the model is in memory. One that cannot answer
 * keeps its name here, and says so.
 */
export function ModelPicker({ threadId }: { threadId: string | undefined }) {
  const { t } = useTranslation('models');
  const { query, models, model } = useModels(threadId);
  const isAdmin = hasRole(useUser(), 'admin');
  if (query.isPending || (models.length > 0 && !model)) return null;
  if (models.length === 0) return <span className="px-2 text-ui text-ink-3">{t('none')}</span>;
  return (
    <DeferredMenu
      load={loadList}
      props={{ threadId }}
      popup="listbox"
      trigger={
        <Button
          variant="quiet"
          size="sm"
          className="max-w-72 min-w-0 shrink"
          aria-label={model ? t(labelOf(model), { name: model.display_name }) : t('pickNone')}
          data-tip={model && !isReady(model) ? unavailableReason(model, t, isAdmin) : undefined}
        >
          {model && !isReady(model) ? (
            <Icon as={TriangleAlert} className="shrink-0 text-warn" />
          ) : (
            <span
              aria-hidden
              className={`size-2 shrink-0 rounded-full ${model?.loaded ? 'bg-ok' : 'border border-line-strong'}`}
            />
          )}
          <span className="truncate">{model?.display_name ?? t('none')}</span>
          {model && !isReady(model) && <span className="text-meta text-warn max-md:hidden">{t('notAvailable')}</span>}
          <Icon as={ChevronDown} className="text-ink-3" />
        </Button>
      }
    />
  );
}
