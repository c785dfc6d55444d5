import { type ChatOptionsDto, type Model } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { threadQuery } from '@/lib/queries';
import { branch } from '@/lib/threads/branch';
import { countPast } from '@/lib/threads/parts';
import { ContextSection } from './context-section';
import { NumberOptionField } from './number-option';
import { NUMBER_OPTIONS } from './options';
import { PresetList } from './preset-list';
import { StopList } from './stop-list';
import { SystemField } from './system-field';
import { useEstimate } from './use-estimate';
import { DEFAULTS, isChanged, useParams, useParamsChange } from './use-params';

/** The chat's settings: presets, system prompt, options, and context use. */
export function ParamsForm({ threadId, model }: { threadId: string | undefined; model: Model | undefined }) {
  const { t } = useTranslation('chat-late');
  const { t: chat } = useTranslation('chat');
  const params = useParams(threadId);
  const { change, error } = useParamsChange(threadId);
  const thread = useQuery({ ...threadQuery(threadId ?? ''), enabled: threadId !== undefined }).data;
  const messages = useMemo(() => (thread ? branch(thread.messages, thread.active_leaf_id) : []), [thread]);
  const estimate = useEstimate(messages, thread ? countPast(thread, messages) : 0, model, params);
  const set = (edit: Partial<ChatOptionsDto>) => void change({ options: { ...params.options, ...edit } });
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-6 overflow-y-auto px-4 pt-4 pb-8">
      {error !== undefined && <ErrorNotice error={error} />}
      <PresetList threadId={threadId} params={params} model={model?.name} onApply={(next) => void change(next)} />
      <SystemField
        key={threadId ?? 'new'}
        value={params.system}
        charsPerToken={model?.chars_per_token ?? 4}
        onChange={(system) => void change({ system })}
      />
      <section aria-label={t('params.options')} className="flex flex-col">
        <div className="flex min-h-8 items-center justify-between gap-2">
          <h3 className="text-ui font-medium">{t('params.options')}</h3>
          {isChanged(params) && (
            <Button size="sm" variant="quiet" onClick={() => void change(DEFAULTS)}>
              {t('params.resetAll')}
            </Button>
          )}
        </div>
        {NUMBER_OPTIONS.map((option) => (
          <NumberOptionField
            key={`${threadId} ${option}`}
            option={option}
            value={params.options?.[option]}
            contextLength={model?.context_length}
            onChange={(value) => set({ [option]: value })}
          />
        ))}
        <StopList key={threadId} stops={params.options?.stop ?? []} onChange={(stop) => set({ stop })} />
      </section>
      <section aria-label={chat('gauge.label')} className="flex flex-col gap-2">
        <h3 className="text-ui font-medium">{chat('gauge.label')}</h3>
        <ContextSection estimate={estimate} />
      </section>
    </div>
  );
}
