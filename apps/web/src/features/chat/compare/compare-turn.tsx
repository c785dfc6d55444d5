import { Tabs } from '@base-ui/react/tabs';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { announce } from '@/lib/announce';
import { cn } from '@/lib/cn';
import { useMedia } from '@/lib/use-media';
import { useModels } from '@/lib/use-model';
import { isOver } from '../run/run';
import { useRun } from '../run/use-run';
import { type Turn } from '../transcript/turns';
import { type Column, useColumns } from './columns';
import { CompareColumn } from './compare-column';
import { useKeep } from './use-keep';

/** As wide as the scrolling area, where the turns around it are a column for reading. */
const WIDE = 'ms-[calc(50%-min(50cqw,600px))] w-[min(100cqw,1200px)]';

const TAB = cn(
  'flex min-h-9 min-w-0 items-center gap-2 border-b-2 border-transparent px-3 text-ui text-ink-2',
  'data-active:border-accent data-active:text-ink touch:min-h-11',
);

interface CompareTurnProps {
  turn: Extract<Turn, { role: 'compare' }>;
  /** An answer of the conversation is being written. */
  running: boolean;
  onVersion: (messageId: string) => void;
}

/** The answers of several models to one question: columns on a wide screen, tabs on a narrow one. */
export function CompareTurn({ turn, running, onVersion }: CompareTurnProps) {
  const { t } = useTranslation('compare');
  const isWide = useMedia('(min-width: 960px)');
  const columns = useColumns(turn.columns, turn.runKey);
  const { models } = useModels();
  const { choose, keepOne, keepAll } = useKeep(turn.columns);
  // Chosen before the thread has the answers; it is saved once it has.
  const [early, setEarly] = useState<number>();
  const stored = turn.columns.findIndex(({ id }) => id === turn.message?.id);
  const chosen = stored < 0 ? (early ?? 0) : stored;
  const earlyChoice = early === undefined ? undefined : turn.columns[early];
  const isSaved = useRef(false);
  const save = useEffectEvent(choose);
  useEffect(() => {
    if (!earlyChoice || isSaved.current) return;
    isSaved.current = true;
    save(earlyChoice);
  }, [earlyChoice]);
  const onChoose = (place: number) => {
    const message = turn.columns[place];
    if (message) choose(message);
    else setEarly(place);
  };
  const nameOf = ({ model }: Column) => models.find(({ name }) => name === model)?.display_name ?? model;
  const column = (one: Column, place: number) => (
    <CompareColumn
      key={one.key}
      column={one}
      name={nameOf(one)}
      chosen={place === chosen}
      framed={isWide}
      onChoose={() => onChoose(place)}
      onKeep={turn.columns.length > 0 ? (message) => keepOne(message, nameOf(one)) : undefined}
      onVersion={onVersion}
    />
  );
  return (
    <div role="group" aria-label={t('label')} className={cn('flex flex-col gap-3', isWide && WIDE)}>
      {columns.map(
        (one) => one.runKey !== turn.runKey && <EndOf key={one.key} runKey={one.runKey} name={nameOf(one)} />,
      )}
      {isWide ? (
        <div className="grid auto-cols-[minmax(12.5rem,1fr)] grid-flow-col gap-3 overflow-x-auto p-px">
          {columns.map(column)}
        </div>
      ) : (
        <Tabs.Root value={chosen} onValueChange={(place: number) => onChoose(place)} className="flex flex-col gap-3">
          <Tabs.List aria-label={t('label')} className="flex min-w-0 overflow-x-auto border-b border-line">
            {columns.map((one, place) => (
              <Tabs.Tab key={one.key} value={place} className={TAB}>
                <LiveDot runKey={one.runKey} />
                <span className="truncate">{nameOf(one)}</span>
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {columns.map((one, place) => (
            <Tabs.Panel key={one.key} value={place}>
              {column(one, place)}
            </Tabs.Panel>
          ))}
        </Tabs.Root>
      )}
      {!running && turn.message && (
        <div className="flex">
          <Button size="sm" variant="quiet" data-tip={t('keepAllTip')} onClick={() => keepAll(turn.message!)}>
            {t('keepAll')}
          </Button>
        </div>
      )}
    </div>
  );
}

function LiveDot({ runKey }: { runKey: string | undefined }) {
  const live = useRun(runKey, ({ phase }) => !isOver(phase));
  return live ? <span className="live-dot shrink-0" aria-hidden /> : null;
}

/** Announces the end of an answer beside the one that the page announces. */
function EndOf({ runKey, name }: { runKey: string | undefined; name: string }) {
  const { t } = useTranslation('compare');
  const phase = useRun(runKey, (run) => run.phase);
  const before = useRef(phase);
  useEffect(() => {
    const was = before.current;
    before.current = phase;
    if (phase === was || phase === undefined || !isOver(phase)) return;
    announce(t(phase === 'done' ? 'said.done' : phase === 'stopped' ? 'said.stopped' : 'said.failed', { model: name }));
  }, [phase, name, t]);
  return null;
}
