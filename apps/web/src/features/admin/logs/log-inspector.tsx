import { type LogEntry } from '@pocket-llm/api-client';
import { ListFilter, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '@/components/ui/copy-button';
import { Sheet } from '@/components/ui/dialog';
import { IconButton } from '@/components/ui/icon-button';
import { absoluteTime } from '@/lib/dates';
import { formatDuration } from '@/lib/format';
import { type LogSearch } from '@/lib/search';

interface LogInspectorProps {
  entry: LogEntry | undefined;
  onClose: () => void;
  onFilter: (next: Partial<LogSearch>) => void;
}

/** Everything about one line; each attribute can become a filter. */
export function LogInspector({ entry, onClose, onFilter }: LogInspectorProps) {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation();
  return (
    <Sheet open={entry !== undefined} onOpenChange={(open) => !open && onClose()} title={t('logs.entry')} side="end">
      {entry && (
        <>
          <header className="flex h-12 shrink-0 items-center justify-between border-b border-line ps-4 pe-2">
            <h2 className="truncate font-mono text-ui font-medium">{entry.action}</h2>
            <span className="flex">
              <CopyButton text={JSON.stringify(entry, null, 2)} label={t('logs.copyJson')} />
              <IconButton icon={X} label={common('close')} onClick={onClose} />
            </span>
          </header>
          <dl className="flex flex-col overflow-y-auto px-4 pb-6 text-console">
            {attributes().map(({ label, value, filter }) => (
              <div key={label} className="grid min-h-9 grid-cols-[7rem_1fr_2rem] items-center gap-2 border-b border-line py-1">
                <dt className="text-ink-3">{label}</dt>
                <dd className="font-mono break-all">{value}</dd>
                {filter && <IconButton icon={ListFilter} label={t('logs.filterBy', { name: `${label} ${value}` })} onClick={() => onFilter(filter)} />}
              </div>
            ))}
            {entry.metadata && Object.keys(entry.metadata).length > 0 && (
              <div className="flex flex-col gap-2 py-3">
                <dt className="text-ink-3">{t('logs.metadata')}</dt>
                <dd>
                  <pre className="overflow-x-auto rounded-panel bg-sunken p-3 font-mono text-meta" tabIndex={0}>
                    {JSON.stringify(entry.metadata, null, 2)}
                  </pre>
                </dd>
              </div>
            )}
          </dl>
        </>
      )}
    </Sheet>
  );

  function attributes() {
    const { created_at, action, status_code, username, user_id, method, endpoint, duration_ms, ip_address, user_agent, request_id } = entry!;
    const rows: { label: string; value: string | undefined; filter?: Partial<LogSearch> }[] = [
      { label: t('logs.time'), value: absoluteTime(created_at) },
      { label: t('logs.action'), value: action, filter: { action } },
      { label: t('logs.status'), value: status_code?.toString(), filter: { status: status_code ?? undefined } },
      { label: t('logs.user'), value: username ?? user_id ?? undefined, filter: user_id ? { user: user_id } : undefined },
      { label: t('logs.request'), value: endpoint ? `${method ?? ''} ${endpoint}`.trim() : undefined, filter: endpoint ? { q: endpoint } : undefined },
      { label: t('logs.duration'), value: duration_ms == null ? undefined : formatDuration(duration_ms) },
      { label: t('logs.address'), value: ip_address ?? undefined },
      { label: t('logs.agent'), value: user_agent ?? undefined },
      { label: t('logs.requestId'), value: request_id ?? undefined, filter: request_id ? { q: request_id } : undefined },
    ];
    return rows.filter((row): row is typeof row & { value: string } => Boolean(row.value));
  }
}
