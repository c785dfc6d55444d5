import { ChevronRight } from 'lucide-react';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '@/components/ui/icon-button';
import { Status } from '@/components/ui/status';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { absoluteTime } from '@/lib/dates';
import { aboutOf, AuditDetails, type AuditEntriesProps } from './audit-details';

export const RESULT_TONES = { ok: 'ok', refused: 'warn', failed: 'danger' } as const;
const COLUMN_COUNT = 7;

/** The audit log as a table. An entry's details open below its row. */
export function AuditTable({ entries, open, onOpen, onFilter }: AuditEntriesProps) {
  const { t } = useTranslation('admin');
  return (
    <Table label={t('audit.title')}>
      <thead>
        <tr>
          <Th>{t('audit.number')}</Th>
          <Th>{t('audit.time')}</Th>
          <Th>{t('audit.actor')}</Th>
          <Th>{t('audit.action')}</Th>
          <Th>{t('audit.target')}</Th>
          <Th>{t('audit.result')}</Th>
          <Th>
            <span className="sr-only">{t('audit.detail')}</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <Fragment key={entry.seq}>
            <Tr compact onOpen={() => onOpen(entry.seq === open ? undefined : entry.seq)}>
              <Td className="tabular font-mono text-meta text-ink-3">{entry.seq}</Td>
              <Td className="tabular whitespace-nowrap">{absoluteTime(entry.at)}</Td>
              <Td className="max-w-48 truncate">{entry.actor_name ?? t('audit.nobody')}</Td>
              <Td className="font-mono text-meta">{entry.action}</Td>
              <Td className="max-w-64 truncate">
                {entry.target_type && <span className="text-ink-3">{entry.target_type} </span>}
                {entry.target_name ?? <span className="font-mono text-meta">{aboutOf(entry)}</span>}
              </Td>
              <Td>
                <Status tone={RESULT_TONES[entry.result]}>{t(`audit.results.${entry.result}`)}</Status>
              </Td>
              <Td>
                <IconButton
                  size="tiny"
                  icon={ChevronRight}
                  label={t('audit.open', { seq: entry.seq })}
                  aria-expanded={entry.seq === open}
                  className={entry.seq === open ? 'rotate-90' : undefined}
                  onClick={(event) => {
                    event.stopPropagation();
                    onOpen(entry.seq === open ? undefined : entry.seq);
                  }}
                />
              </Td>
            </Tr>
            {entry.seq === open && (
              <tr>
                <td colSpan={COLUMN_COUNT} className="border-b border-line bg-sunken px-4 py-3">
                  <AuditDetails entry={entry} onFilter={onFilter} />
                </td>
              </tr>
            )}
          </Fragment>
        ))}
      </tbody>
    </Table>
  );
}
