import { useTranslation } from 'react-i18next';
import { Time } from '@/components/ui/time';
import { absoluteTime } from '@/lib/dates';
import { formatDuration } from '@/lib/format';
import { type PastRun, questionOf } from './past';

interface PastRowProps {
  run: PastRun;
  chosen: boolean;
  onChoose: () => void;
  onRestore: () => void;
}

/** A past run: a click restores its request, a tick selects it for comparison. */
export function PastRow({ run, chosen, onChoose, onRestore }: PastRowProps) {
  const { t } = useTranslation('playground');
  const name = questionOf(run.body) || t('past.untitled');
  return (
    <li className="flex items-start gap-1">
      <label className="grid min-h-8 min-w-6 place-items-center pt-1 touch:min-h-11 touch:min-w-11">
        <input
          type="checkbox"
          className="size-4 accent-ink"
          checked={chosen}
          onChange={onChoose}
          aria-label={`${t('compare.choose', { when: absoluteTime(run.at) })} ${name}`}
        />
      </label>
      <button
        type="button"
        aria-label={`${t('past.restore', { when: absoluteTime(run.at) })} ${questionOf(run.body)}`}
        className="flex w-full min-w-0 flex-col gap-0.5 rounded-control px-2 py-1.5 text-start hover:bg-sunken"
        onClick={onRestore}
      >
        <span dir="auto" className="w-full truncate text-console">
          {name}
        </span>
        <span className="tabular flex w-full gap-2 font-mono text-meta text-ink-3">
          <span>{run.status ?? '–'}</span>
          <span>{formatDuration(run.totalMs)}</span>
          <span className="ms-auto truncate font-sans">
            <Time iso={run.at} />
          </span>
        </span>
      </button>
    </li>
  );
}
