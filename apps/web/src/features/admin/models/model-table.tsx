import { adminModelsUpdate, type AdminModel, type FoundModel } from '@pocket-llm/api-client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { cn } from '@/lib/cn';
import { ErrorNotice } from '@/components/ui/notice';
import { Status } from '@/components/ui/status';
import { Switch } from '@/components/ui/switch';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { Time } from '@/components/ui/time';
import { formatBytes, formatTokens } from '@/lib/format';
import { refreshModels } from './queries';

/** A model of the portal, and what its backend says of it. */
export interface ModelLine {
  model: AdminModel;
  found: FoundModel | undefined;
}

/** The models; the state of each is a dot and a word, a click opens the rest. */
export function ModelTable({ lines, onOpen }: { lines: ModelLine[]; onOpen: (id: string) => void }) {
  const { t } = useTranslation('pulls');
  const { t: models } = useTranslation('models');
  const { t: common } = useTranslation();
  const client = useQueryClient();
  const enable = useMutation({
    mutationFn: ({ id, is_enabled }: { id: string; is_enabled: boolean }) => adminModelsUpdate({ path: { model_id: id }, body: { is_enabled } }),
    onSettled: () => refreshModels(client),
  });
  return (
    <div className="flex min-w-0 flex-col gap-3">
      {enable.isError && <ErrorNotice error={enable.error} />}
      <Table label={t('installed')}>
        <thead>
          <tr>
            <Th>{t('name')}</Th>
            <Th>{t('enabled')}</Th>
            <Th>{t('state')}</Th>
            <Th className="text-end max-md:hidden">{t('size')}</Th>
            <Th className="max-md:hidden">{t('quantization')}</Th>
            <Th className="text-end max-md:hidden">{t('context')}</Th>
            <Th className="max-md:hidden">{t('used')}</Th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ model, found }) => {
            const size = model.size_bytes ?? found?.size_bytes;
            const context = model.context_length ?? found?.context_length;
            return (
              <Tr key={model.id}>
                <Td>
                  <span className="flex max-w-56 flex-col py-1">
                    <span className="flex items-center gap-2">
                      <button type="button" aria-label={t('open', { name: model.display_name })} onClick={() => onOpen(model.id)} className={cn('min-h-6 truncate text-start font-medium underline-offset-2 hover:underline', !model.available && 'text-ink-3')}>
                        {model.display_name}
                      </button>
                      {model.is_default && <span className="text-meta text-ink-3">{t('isDefault')}</span>}
                    </span>
                    <span className="flex flex-wrap gap-x-2 text-meta text-ink-3">
                      {model.name !== model.display_name && <span className="truncate font-mono">{model.name}</span>}
                      <span>{models(`provider.${model.provider}`)}</span>
                      {!model.roles.includes('user') && <span>{t('onlyFor', { roles: model.roles.map((role) => common(`role.${role}`)).join(', ') })}</span>}
                    </span>
                  </span>
                </Td>
                <Td>
                  <Switch label={t('enable', { name: model.display_name })} checked={model.is_enabled} disabled={enable.isPending} onChange={(is_enabled) => enable.mutate({ id: model.id, is_enabled })} />
                </Td>
                <Td>
                  <ModelState model={model} found={found} />
                </Td>
                <Td className="tabular text-end font-mono whitespace-nowrap max-md:hidden">{size ? formatBytes(size) : '–'}</Td>
                <Td className="font-mono whitespace-nowrap max-md:hidden">{model.quantization ?? found?.quantization ?? '–'}</Td>
                <Td className="tabular text-end font-mono whitespace-nowrap max-md:hidden">{context ? formatTokens(context) : '–'}</Td>
                <Td className="whitespace-nowrap max-md:hidden">{model.last_used ?? '–'}</Td>
              </Tr>
            );
          })}
        </tbody>
      </Table>
    </div>
  );
}

/** Whether it is there and in memory, and how much of it. */
export function ModelState({ model, found }: ModelLine) {
  const { t } = useTranslation('pulls');
  if (!model.available) return <Status tone="warn">{t('missing')}</Status>;
  if (!model.loaded) return <Status tone="idle">{t('ready')}</Status>;
  return <Status tone="ok">{found?.memory ? t('memory', { size: formatBytes(found.memory.bytes) }) : t('inMemory')}</Status>;
}

/** Beyond so many years a model is meant to stay. */
const FOR_EVER_MS = 10 * 365 * 86_400_000;

/** Until when a model stays in memory. */
export function Leaves({ expiresAt }: { expiresAt: string }) {
  const { t } = useTranslation('pulls');
  if (Date.parse(expiresAt) - Date.now() > FOR_EVER_MS) return <>{t('stays')}</>;
  return (
    <>
      {t('until')} <Time iso={expiresAt} />
    </>
  );
}
