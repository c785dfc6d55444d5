import { type LogEntry } from '@pocket-llm/api-client';
import { type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Status } from '@/components/ui/status';
import { Table, Th } from '@/components/ui/table';
import { absoluteTime } from '@/lib/dates';
import { formatDuration } from '@/lib/format';
import { locale } from '@/lib/i18n';
import { levelOf, toneOf } from './level';

const CELL = 'h-7 border-b border-line px-3 whitespace-nowrap';

/** Log lines, one row each. Up and Down move, Enter opens. */
export function LogTable({ logs, openId, onOpen }: { logs: LogEntry[]; openId: string | undefined; onOpen: (id: string) => void }) {
  const { t } = useTranslation('admin');
  const move = (event: KeyboardEvent<HTMLTableRowElement>, id: string) => {
    const row = event.currentTarget;
    if (event.key === 'Enter') onOpen(id);
    else if (event.key === 'ArrowDown' || event.key === 'j') (row.nextElementSibling as HTMLElement | null)?.focus();
    else if (event.key === 'ArrowUp' || event.key === 'k') (row.previousElementSibling as HTMLElement | null)?.focus();
    else return;
    event.preventDefault();
  };
  return (
    <Table label={t('logs.title')}>
      <thead>
        <tr>
          <Th>{t('logs.time')}</Th>
          <Th>{t('logs.status')}</Th>
          <Th>{t('logs.action')}</Th>
          <Th>{t('logs.user')}</Th>
          <Th>{t('logs.request')}</Th>
          <Th className="text-end">{t('logs.duration')}</Th>
        </tr>
      </thead>
      <tbody>
        {logs.map((entry, index) => (
          <tr
            key={entry.id}
            tabIndex={index === 0 || entry.id === openId ? 0 : -1}
            aria-selected={entry.id === openId}
            onClick={() => onOpen(entry.id)}
            onKeyDown={(event) => move(event, entry.id)}
            className="cursor-pointer -outline-offset-2 hover:bg-sunken aria-selected:bg-accent-wash"
          >
            <td className={`tabular font-mono ${CELL}`}>
              <time dateTime={entry.created_at} title={absoluteTime(entry.created_at)}>
                {exactTime(entry.created_at)}
              </time>
            </td>
            <td className={CELL}>
              <Status tone={toneOf(entry.status_code)}>
                <span className="tabular font-mono">{entry.status_code ?? ''}</span> {t(`logs.level.${levelOf(entry.status_code)}`)}
              </Status>
            </td>
            <td className={`font-mono ${CELL}`}>{entry.action}</td>
            <td className={CELL}>{entry.username ?? '–'}</td>
            <td className={`max-w-md truncate font-mono text-ink-2 ${CELL}`}>
              {entry.method} {entry.endpoint}
            </td>
            <td className={`tabular text-end font-mono ${CELL}`}>{entry.duration_ms == null ? '–' : formatDuration(entry.duration_ms)}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

const exactTime = (iso: string): string =>
  new Intl.DateTimeFormat(locale(), { month: 'short', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hourCycle: 'h23' }).format(new Date(iso));
