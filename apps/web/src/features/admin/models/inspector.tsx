import { adminModelsLoad, adminModelsUnload, adminModelsUpdate, type BackendState } from '@pocket-llm/api-client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Sheet } from '@/components/ui/dialog';
import { IconButton } from '@/components/ui/icon-button';
import { ErrorNotice } from '@/components/ui/notice';
import { formatBytes } from '@/lib/format';
import { DeleteDialog } from './delete-dialog';
import { ModelForm } from './model-form';
import { Leaves, type ModelLine, ModelState } from './model-table';
import { refreshModels } from './queries';
import { TestPrompt } from './test-prompt';

/** One model: in memory or not, its settings, a question to it, its end. */
export function Inspector({ line, backend, onClose }: { line: ModelLine; backend: BackendState | undefined; onClose: () => void }) {
  const { t } = useTranslation('pulls');
  const { t: common } = useTranslation();
  const { model } = line;
  const [deleting, setDeleting] = useState(false);
  return (
    <Sheet open side="end" title={model.display_name} onOpenChange={(open) => !open && onClose()}>
      <header className="flex items-start justify-between gap-3 border-b border-line px-4 py-3">
        <div className="min-w-0">
          <h2 className="truncate text-section font-semibold">{model.display_name}</h2>
          <p className="truncate font-mono text-meta text-ink-3">{model.name}</p>
        </div>
        <IconButton icon={X} label={common('close')} onClick={onClose} />
      </header>
      <div className="min-h-0 flex-1 divide-y divide-line overflow-y-auto px-4">
        <Part title={t('use')}>
          <Use line={line} backend={backend} />
        </Part>
        <Part title={t('test')}>
          <TestPrompt model={model} />
        </Part>
        <Part title={t('settings')}>
          <ModelForm key={model.id} model={model} />
        </Part>
        <Part title={t('danger')}>
          {model.is_default && <p className="text-console text-ink-2">{t('deleteDefault')}</p>}
          <Button size="sm" variant="danger" className="self-start" disabled={model.is_default} onClick={() => setDeleting(true)}>
            {t('delete')}
          </Button>
        </Part>
      </div>
      {deleting && <DeleteDialog model={model} deletable={model.available && (backend?.can.includes('remove') ?? false)} onClose={() => setDeleting(false)} onDeleted={onClose} />}
    </Sheet>
  );
}

function Use({ line, backend }: { line: ModelLine; backend: BackendState | undefined }) {
  const { t } = useTranslation('pulls');
  const { model, found } = line;
  const client = useQueryClient();
  const path = { model_id: model.id };
  const settled = { onSettled: () => refreshModels(client) };
  const move = useMutation({ mutationFn: () => (model.loaded ? adminModelsUnload({ path }) : adminModelsLoad({ path, timeout: 0 })), ...settled });
  const makeDefault = useMutation({ mutationFn: () => adminModelsUpdate({ path, body: { is_default: true } }), ...settled });
  const movable = model.available && backend?.can.includes(model.loaded ? 'unload' : 'load');
  return (
    <>
      {(move.error ?? makeDefault.error) && <ErrorNotice error={move.error ?? makeDefault.error} />}
      <div className="text-console">
        <ModelState {...line} />
      </div>
      {model.unavailable_reason && <p className="text-console text-ink-2">{model.unavailable_reason}</p>}
      <p className="text-meta text-ink-3">
        {model.loaded && found?.memory?.expires_at && <Leaves expiresAt={found.memory.expires_at} />}
        {!model.loaded && movable && model.size_bytes && t('loadText', { size: formatBytes(model.size_bytes) })}
        {!model.loaded && movable && backend?.free_memory_bytes ? ` ${t('freeMemory', { size: formatBytes(backend.free_memory_bytes) })}` : null}
      </p>
      <div className="flex flex-wrap gap-2">
        {movable && (
          <Button size="sm" busy={move.isPending} onClick={() => move.mutate()}>
            {t(model.loaded ? 'eject' : 'load')}
          </Button>
        )}
        {!model.is_default && (
          <Button size="sm" disabled={!model.is_enabled} busy={makeDefault.isPending} onClick={() => makeDefault.mutate()}>
            {t('makeDefault')}
          </Button>
        )}
      </div>
    </>
  );
}

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <section aria-label={title} className="flex flex-col gap-2 py-4">
    <h3 className="text-ui font-medium">{title}</h3>
    {children}
  </section>
);
