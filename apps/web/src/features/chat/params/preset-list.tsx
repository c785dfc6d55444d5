import { type Preset } from '@pocket-llm/api-client';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { ErrorNotice } from '@/components/ui/notice';
import { useUndoDelete } from '@/lib/undo-delete';
import { removePreset, useCreatePreset, useUpdatePreset } from './api';
import { PresetName } from './preset-name';
import { PresetRow } from './preset-row';
import { applyPreset, isApplied, usePresets } from './presets';
import { type Params } from './use-params';

interface PresetListProps {
  threadId: string | undefined;
  params: Params;
  /** Name of the current model. */
  model: string | undefined;
  onApply: (params: Params) => void;
}

/** The presets: apply one, or save the current settings as one. */
export function PresetList({ threadId, params, model, onApply }: PresetListProps) {
  const { t } = useTranslation('chat-late');
  const { t: chat } = useTranslation('chat');
  const { query, presets } = usePresets();
  const create = useCreatePreset();
  const update = useUpdatePreset();
  const undoDelete = useUndoDelete();
  const [naming, setNaming] = useState(false);
  const present = { model: model ?? null, system_prompt: params.system, options: params.options };

  const remove = ({ id, name }: Preset) =>
    undoDelete({
      ids: [id],
      send: (leaving) => removePreset(id, leaving),
      text: t('presets.removed', { name }),
      failedText: chat('thread.changeFailed'),
    });
  return (
    <section className="flex flex-col" aria-label={chat('presets.title')}>
      <div className="flex items-center justify-between gap-2">
        <h3 className="text-ui font-medium">{chat('presets.title')}</h3>
        {!naming && (
          <Button size="sm" variant="quiet" onClick={() => setNaming(true)}>
            <Icon as={Plus} />
            {t('presets.keep')}
          </Button>
        )}
      </div>
      {naming && (
        <PresetName onSave={(name) => create.mutateAsync({ name, ...present })} onDone={() => setNaming(false)} />
      )}
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {update.isError && <ErrorNotice error={update.error} className="my-2" />}
      {presets?.length === 0 && !naming && <p className="text-meta text-ink-3">{t('presets.none')}</p>}
      <ul className="-mx-2">
        {presets?.map((preset) => (
          <PresetRow
            key={preset.id}
            preset={preset}
            applied={isApplied(preset, params, model)}
            onApply={() => applyPreset(preset, threadId, onApply)}
            onRename={(name) => update.mutateAsync({ id: preset.id, name })}
            onUpdate={() => update.mutate({ id: preset.id, ...present })}
            onRemove={() => remove(preset)}
          />
        ))}
      </ul>
    </section>
  );
}
