import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Skeleton } from '@/components/ui/skeleton';
import { importWithTexts } from '@/lib/i18n';
import { InspectorPart, InspectorSheet } from '../inspector/inspector-sheet';
import { DeleteDialog } from './delete-dialog';
import { type ModelLine } from './lines';
import { Facts } from './model-facts';
import { ModelForm } from './model-form';
import { ModelUse } from './model-use';
import { TestPrompt } from './test-prompt';

const ReservedFor = lazy(() => import('./reserved-for'));
const CostForm = lazy(importWithTexts('usage', () => import('./cost-form')));

interface InspectorProps {
  line: ModelLine;
  /** Whether the backends are being polled. */
  isPolling: boolean;
  onRetry: () => void;
  onClose: () => void;
}

/** The details of a model: its memory, a test prompt, its settings, and deletion. */
export function Inspector({ line, isPolling, onRetry, onClose }: InspectorProps) {
  const { t } = useTranslation('pulls');
  const { t: groups } = useTranslation('groups');
  const { model, backend, available, away } = line;
  const [deleting, setDeleting] = useState(false);
  const kept = model.is_default ? t('deleteDefault') : away ? t('deleteAway', { label: backend!.label }) : undefined;
  return (
    <InspectorSheet
      title={model.display_name}
      heading={
        <>
          <h2 className="text-section font-semibold wrap-anywhere">{model.display_name}</h2>
          <Facts line={line} />
        </>
      }
      onClose={onClose}
      dialog={
        deleting && (
          <DeleteDialog
            model={model}
            deletable={available && (backend?.can.includes('remove') ?? false)}
            onClose={() => setDeleting(false)}
            onDeleted={onClose}
          />
        )
      }
    >
      <InspectorPart title={t('use')}>
        {!available && (
          <p className="flex flex-wrap items-center gap-2 text-console text-ink-2">
            {away ? backend!.problem : model.unavailable_reason}
            {away && (
              <Button size="sm" busy={isPolling} onClick={onRetry}>
                {t('retry')}
              </Button>
            )}
          </p>
        )}
        <ModelUse line={line} />
      </InspectorPart>
      <InspectorPart title={t('test')}>
        <TestPrompt model={model} away={!available} />
      </InspectorPart>
      <InspectorPart title={groups('reserved.title')}>
        <Suspense fallback={<Skeleton rows={2} className="h-8" />}>
          <ReservedFor key={model.id} model={model} />
        </Suspense>
      </InspectorPart>
      <InspectorPart title={t('settings')}>
        <ModelForm key={model.id} model={model} />
      </InspectorPart>
      <InspectorPart title={t('cost')}>
        <Suspense fallback={<Skeleton rows={2} className="h-8" />}>
          <CostForm key={model.id} model={model} />
        </Suspense>
      </InspectorPart>
      <InspectorPart title={t('danger')}>
        {kept && (
          <p id="model-kept" className="text-console text-ink-2">
            {kept}
          </p>
        )}
        <Button
          size="sm"
          variant="danger"
          className="self-start"
          disabled={kept !== undefined}
          aria-describedby={kept ? 'model-kept' : undefined}
          onClick={() => setDeleting(true)}
        >
          {t('delete')}
        </Button>
      </InspectorPart>
    </InspectorSheet>
  );
}
