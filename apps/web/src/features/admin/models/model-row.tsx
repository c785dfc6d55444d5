import { adminModelsUpdate, type Model } from '@pocket-llm/api-client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { INPUT } from '@/components/ui/field';
import { IconButton } from '@/components/ui/icon-button';
import { ErrorNotice } from '@/components/ui/notice';
import { Status } from '@/components/ui/status';
import { Switch } from '@/components/ui/switch';
import { Td, Tr } from '@/components/ui/table';
import { formatBytes, formatTokens } from '@/lib/format';
import { modelsQuery } from '@/lib/queries';

const COLUMNS = 7;

/** One model: its name as people see it, where it runs, and whether they may choose it. */
export function ModelRow({ model }: { model: Model }) {
  const { t } = useTranslation('admin');
  const { t: models } = useTranslation('models');
  const client = useQueryClient();
  const [renaming, setRenaming] = useState(false);
  const change = useMutation({
    mutationFn: (body: { is_enabled?: boolean; is_default?: true; display_name?: string }) => adminModelsUpdate({ path: { model_id: model.id }, body }),
    onSettled: () => Promise.all([client.invalidateQueries({ queryKey: ['admin-models'] }), client.invalidateQueries({ queryKey: modelsQuery.queryKey })]),
  });
  return (
    <>
      <Tr>
        <Td>
          <span className="flex flex-col py-1.5">
            {renaming ? (
              <Rename
                name={model.display_name}
                label={t('models.displayName')}
                onDone={(display_name) => {
                  setRenaming(false);
                  if (display_name && display_name !== model.display_name) change.mutate({ display_name });
                }}
              />
            ) : (
              <span className="flex items-center gap-1 font-medium">
                {model.display_name}
                <IconButton icon={Pencil} label={t('models.rename', { name: model.display_name })} size="tiny" onClick={() => setRenaming(true)} />
              </span>
            )}
            <span className="font-mono text-meta text-ink-3">{model.name}</span>
          </span>
        </Td>
        <Td className="whitespace-nowrap">{models(`provider.${model.provider}`)}</Td>
        <Td>
          {model.available ? (
            <Status tone={model.loaded ? 'ok' : 'idle'}>{t(model.loaded ? 'models.loaded' : 'models.ready')}</Status>
          ) : (
            <Status tone="warn" className="whitespace-normal">
              {model.unavailable_reason ? t('models.unavailable', { reason: model.unavailable_reason }) : t('models.missing')}
            </Status>
          )}
        </Td>
        <Td className="tabular text-end font-mono whitespace-nowrap">{model.size_bytes ? formatBytes(model.size_bytes) : '–'}</Td>
        <Td className="tabular text-end font-mono whitespace-nowrap">{model.context_length ? formatTokens(model.context_length) : '–'}</Td>
        <Td>
          <Switch label={t('models.enable', { name: model.display_name })} checked={model.is_enabled} disabled={change.isPending} onChange={(is_enabled) => change.mutate({ is_enabled })} />
        </Td>
        <Td className="whitespace-nowrap">
          {model.is_default ? (
            <Status tone="ok">{t('models.isDefault')}</Status>
          ) : (
            <Button size="sm" variant="quiet" disabled={!model.is_enabled || change.isPending} onClick={() => change.mutate({ is_default: true })}>
              {t('models.makeDefault')}
            </Button>
          )}
        </Td>
      </Tr>
      {change.isError && (
        <tr>
          <td colSpan={COLUMNS} className="border-b border-line p-2">
            <ErrorNotice error={change.error} />
          </td>
        </tr>
      )}
    </>
  );
}

function Rename({ name, label, onDone }: { name: string; label: string; onDone: (name: string | undefined) => void }) {
  return (
    <input
      autoFocus
      defaultValue={name}
      aria-label={label}
      maxLength={200}
      className={`${INPUT} h-8 px-2 text-console`}
      onBlur={(event) => onDone(event.target.value.trim())}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) event.currentTarget.blur();
        if (event.key === 'Escape') onDone(undefined);
      }}
    />
  );
}
