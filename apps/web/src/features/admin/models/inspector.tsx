import { X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Sheet } from '@/components/ui/dialog';
import { IconButton } from '@/components/ui/icon-button';
import { DeleteDialog } from './delete-dialog';
import { type ModelLine } from './lines';
import { Facts } from './model-facts';
import { ModelForm } from './model-form';
import { ModelUse } from './model-use';
import { TestPrompt } from './test-prompt';

interface InspectorProps {
  line: ModelLine;
  /** The backends are being polled. */
  asking: boolean;
  onRetry: () => void;
  onClose: () => void;
}

/** One model: its memory, a test prompt, its settings, and how to delete it. */
export function Inspector({ line, asking, onRetry, onClose }: InspectorProps) {
  const { t } = useTranslation('pulls');
  const { t: common } = useTranslation();
  const { model, backend, available, away } = line;
  const [deleting, setDeleting] = useState(false);
  const kept = model.is_default ? t('deleteDefault') : away ? t('deleteAway', { label: backend!.label }) : undefined;
  return (
    <Sheet open side="end" title={model.display_name} onOpenChange={(open) => !open && onClose()}>
      <header className="flex items-start justify-between gap-3 border-b border-line px-4 py-3">
        <div className="min-w-0">
          <h2 className="text-section font-semibold wrap-anywhere">{model.display_name}</h2>
          <Facts line={line} />
        </div>
        <IconButton icon={X} label={common('close')} onClick={onClose} />
      </header>
      <div className="min-h-0 flex-1 divide-y divide-line overflow-y-auto px-4">
        <Part title={t('use')}>
          {!available && (
            <p className="flex flex-wrap items-center gap-2 text-console text-ink-2">
              {away ? backend!.problem : model.unavailable_reason}
              {away && (
                <Button size="sm" busy={asking} onClick={onRetry}>
                  {t('retry')}
                </Button>
              )}
            </p>
          )}
          <ModelUse line={line} />
        </Part>
        <Part title={t('test')}>
          <TestPrompt model={model} away={!available} />
        </Part>
        <Part title={t('settings')}>
          <ModelForm key={model.id} model={model} />
        </Part>
        <Part title={t('danger')}>
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
        </Part>
      </div>
      {deleting && (
        <DeleteDialog
          model={model}
          deletable={available && (backend?.can.includes('remove') ?? false)}
          onClose={() => setDeleting(false)}
          onDeleted={onClose}
        />
      )}
    </Sheet>
  );
}

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <section aria-label={title} className="flex flex-col gap-2 py-4">
    <h3 className="text-ui font-medium">{title}</h3>
    {children}
  </section>
);
