import { useTranslation } from 'react-i18next';
import { Status } from '@/components/ui/status';
import { Time } from '@/components/ui/time';
import { aboutOf, AuditDetails, type AuditEntriesProps } from './audit-details';
import { RESULT_TONES } from './audit-table';

/** The audit log on a narrow screen: two lines per entry, with the details below when open. */
export function AuditList({ entries, open, onOpen, onFilter }: AuditEntriesProps) {
  const { t } = useTranslation('admin');
  return (
    <ul aria-label={t('audit.title')} className="divide-y divide-line border-y border-line text-console">
      {entries.map((entry) => (
        <li key={entry.seq}>
          <button
            type="button"
            aria-label={t('audit.open', { seq: entry.seq })}
            aria-expanded={entry.seq === open}
            onClick={() => onOpen(entry.seq === open ? undefined : entry.seq)}
            className="flex min-h-14 w-full flex-col justify-center gap-0.5 py-2 text-start"
          >
            <span className="flex w-full justify-between gap-3">
              <span className="min-w-0 truncate font-mono text-meta">{entry.action}</span>
              <Status tone={RESULT_TONES[entry.result]} className="shrink-0">
                {t(`audit.results.${entry.result}`)}
              </Status>
            </span>
            <span className="flex w-full justify-between gap-3 text-ink-2">
              <span className="min-w-0 truncate">
                {entry.actor_name ?? t('audit.nobody')}
                {(aboutOf(entry) ?? entry.target_type) && <> → {aboutOf(entry) ?? entry.target_type}</>}
              </span>
              <Time iso={entry.at} className="shrink-0 text-ink-3" />
            </span>
          </button>
          {entry.seq === open && (
            <div className="pb-3">
              <AuditDetails entry={entry} onFilter={onFilter} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}
