import { type AuditEntry } from '@pocket-llm/api-client';
import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '@/components/ui/icon-button';
import { Status } from '@/components/ui/status';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { absoluteTime } from '@/lib/dates';

const TONES = { ok: 'ok', refused: 'warn', failed: 'danger' } as const;
const COLUMNS = 7;

interface AuditTableProps {
  entries: readonly AuditEntry[];
  /** Number of the entry that is open. */
  open: string | undefined;
  onOpen: (seq: string | undefined) => void;
}

/** Entries of the audit log; each opens below its row. */
export function AuditTable({ entries, open, onOpen }: AuditTableProps) {
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
            <Tr compact>
              <Td className="tabular font-mono text-meta text-ink-3">{entry.seq}</Td>
              <Td className="tabular whitespace-nowrap">{absoluteTime(entry.at)}</Td>
              <Td className="max-w-48 truncate">{entry.actor_name ?? t('audit.nobody')}</Td>
              <Td className="font-mono text-meta">{entry.action}</Td>
              <Td className="max-w-64 truncate">
                {entry.target_type && <span className="text-ink-3">{entry.target_type} </span>}
                {entry.target_name ?? <span className="font-mono text-meta">{entry.target_id}</span>}
              </Td>
              <Td>
                <Status tone={TONES[entry.result]}>{t(`audit.results.${entry.result}`)}</Status>
              </Td>
              <Td>
                <IconButton
                  size="tiny"
                  icon={ChevronRight}
                  label={t('audit.open', { seq: entry.seq })}
                  aria-expanded={entry.seq === open}
                  className={entry.seq === open ? 'rotate-90' : undefined}
                  onClick={() => onOpen(entry.seq === open ? undefined : entry.seq)}
                />
              </Td>
            </Tr>
            {entry.seq === open && (
              <tr>
                <td colSpan={COLUMNS} className="border-b border-line bg-sunken px-4 py-3">
                  <Details entry={entry} />
                </td>
              </tr>
            )}
          </Fragment>
        ))}
      </tbody>
    </Table>
  );
}

function Details({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation('admin');
  return (
    <div className="flex flex-col gap-2">
      {entry.detail && Object.keys(entry.detail).length > 0 && <pre className="font-mono text-meta break-all whitespace-pre-wrap">{JSON.stringify(entry.detail, null, 2)}</pre>}
      <p className="font-mono text-meta break-all text-ink-3">
        {entry.ip_address} · {t('audit.hash')} {entry.hash}
      </p>
      {entry.request_id && (
        <Link to="/admin/logs" search={{ q: `request:${entry.request_id}` }} className="text-console text-accent-ink underline underline-offset-3">
          {t('audit.requestLine')}
        </Link>
      )}
    </div>
  );
}
