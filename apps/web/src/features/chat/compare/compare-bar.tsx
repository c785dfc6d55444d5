import { type Message } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { IconButton } from '@/components/ui/icon-button';
import { cn } from '@/lib/cn';
import { usageTodayQuery } from '@/lib/queries';
import { chooseModel, isReady, useModels } from '@/lib/use-model';
import AddMenu from './add-menu';
import { MOST_COMPARED, setExtras, useExtras } from '../extras';

interface CompareBarProps {
  threadId: string | undefined;
  /** The answer that the next question continues, while others stand beside it. */
  continued: Message | undefined;
  /** An answer is being written: what is sent meanwhile goes to one model. */
  running: boolean;
}

/** Above the composer: which of several answers goes on, which models answer next, and what that costs. */
export function CompareBar({ threadId, continued, running }: CompareBarProps) {
  const { t } = useTranslation('compare');
  const { t: chat } = useTranslation('chat');
  const { models, model } = useModels(threadId);
  const extras = useExtras(threadId, model?.name);
  const shown = (name: string | null) => models.find((one) => one.name === name)?.display_name ?? name ?? '';
  return (
    <div className="mx-auto flex w-full max-w-[752px] flex-col gap-1 px-4 pb-2 text-meta text-ink-2">
      {continued && (
        <p role="status" className="px-2">
          {t('continues', { model: shown(continued.model) })}
        </p>
      )}
      {extras.length > 0 && running && (
        <p role="status" className="px-2">
          {t('nextAlone', { model: shown(model?.name ?? null) })}
        </p>
      )}
      {extras.length > 0 && !running && (
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <ul aria-label={t('asked')} className="flex min-w-0 items-center gap-1.5 max-md:overflow-x-auto md:flex-wrap">
            {[model?.name ?? '', ...extras].map((name, place) => (
              <ModelChip
                key={name}
                label={shown(name)}
                ready={isReady(chooseModel(models, name)!)}
                onRemove={
                  place === 0
                    ? undefined
                    : () =>
                        setExtras(
                          threadId,
                          extras.filter((one) => one !== name),
                        )
                }
              />
            ))}
          </ul>
          {extras.length < MOST_COMPARED - 1 && (
            <AddMenu
              threadId={threadId}
              trigger={
                <Button variant="quiet" size="sm">
                  <Icon as={Plus} />
                  {chat('addModel')}
                </Button>
              }
            />
          )}
          <Cost answers={extras.length + 1} />
        </div>
      )}
    </div>
  );
}

interface ModelChipProps {
  label: string;
  ready: boolean;
  /** Absent for the model of the picker. */
  onRemove: (() => void) | undefined;
}

function ModelChip({ label, ready, onRemove }: ModelChipProps) {
  const { t } = useTranslation('compare');
  return (
    <li
      className={cn(
        'flex min-h-8 max-w-60 min-w-0 items-center rounded-full border border-line-strong bg-surface ps-3',
        'text-console max-md:shrink-0 touch:min-h-11',
        onRemove ? 'pe-1' : 'pe-3',
        ready ? 'text-ink' : 'text-warn',
      )}
    >
      <span className="truncate">{ready ? label : t('unavailable', { model: label })}</span>
      {onRemove && (
        <IconButton
          icon={X}
          size="tiny"
          label={t('remove', { model: label })}
          className="ms-1 rounded-full"
          onClick={onRemove}
        />
      )}
    </li>
  );
}

/** What a question to several models counts as, and whether today's limits have room for it. */
function Cost({ answers }: { answers: number }) {
  const { t } = useTranslation('compare');
  const { data } = useQuery(usageTodayQuery);
  const { requests_per_day: daily, parallel_runs: atOnce } = data?.limits ?? {};
  const left = daily === undefined ? undefined : Math.max(0, daily - data!.used.requests);
  const refused =
    atOnce !== undefined && atOnce < answers
      ? t('atOnce', { count: atOnce })
      : left !== undefined && left < answers
        ? t('tooMany', { count: left })
        : undefined;
  return (
    <p role="status" className={refused ? 'text-warn' : 'text-ink-3'}>
      {t('counts', { count: answers })} {refused ?? (left !== undefined && t('left', { left }))}
    </p>
  );
}
