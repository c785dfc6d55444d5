import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { DateFilter } from '@/components/ui/date-filter';
import { ErrorNotice } from '@/components/ui/notice';
import { Page } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { Status } from '@/components/ui/status';
import { boundsOf } from '@/lib/dates';
import { useNarrow } from '@/lib/use-media';
import { DownloadMenu } from '../query/download-menu';
import { parseQuery, withToken } from '../query/language';
import { QueryBar } from '../query/query-bar';
import { AuditList } from './audit-list';
import { AuditTable } from './audit-table';
import { useAudit, useExportAudit, useVerifyAudit } from './api';
import { AUDIT_LANGUAGE, useAuditTexts } from './audit-language';
import { type AuditSearch } from './url';

/** The audit log and its hash chain. The query and the open entry are in the address. */
export function AuditPage() {
  const { t } = useTranslation('admin');
  const { q = '', entry, date, from, to } = useSearch({ from: '/app/admin/audit' });
  const navigate = useNavigate({ from: '/admin/audit' });
  const change = (next: Partial<AuditSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true });
  const view = useMemo(() => {
    const { filter, mistake } = parseQuery(AUDIT_LANGUAGE, q);
    return mistake ? undefined : { ...filter, ...boundsOf({ date, from, to }) };
  }, [q, date, from, to]);
  const query = useAudit(view);
  const saving = useExportAudit(view);
  const texts = useAuditTexts();
  const Entries = useNarrow() ? AuditList : AuditTable;
  const entries = query.data?.pages.flatMap((page) => page.entries) ?? [];
  const narrowed = Boolean(q || date);
  const everything = { q: undefined, date: undefined, from: undefined, to: undefined };
  return (
    <Page title={t('audit.title')} lead={t('audit.lead')} actions={<DownloadMenu saving={saving} />}>
      <ChainState />
      <div className="flex flex-wrap items-start gap-2">
        <QueryBar language={AUDIT_LANGUAGE} texts={texts} q={q} onChange={(next) => change({ q: next })} />
        <DateFilter search={{ date, from, to }} onChange={change} />
        {narrowed && (
          <Button variant="quiet" size="pill" onClick={() => change(everything)}>
            {t('query.clear')}
          </Button>
        )}
      </div>
      {query.isPending && view && <Skeleton rows={12} className="h-6" />}
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && entries.length === 0 && (
        <p className="py-8 text-ink-2">{t(narrowed ? 'audit.none' : 'audit.noneAtAll')}</p>
      )}
      {entries.length > 0 && (
        <div className={query.isPlaceholderData ? 'opacity-60' : undefined}>
          <Entries
            entries={entries}
            open={entry}
            onOpen={(seq) => change({ entry: seq })}
            onFilter={(token) => change({ q: withToken(AUDIT_LANGUAGE, q, token) })}
          />
        </div>
      )}
      {query.hasNextPage && (
        <Button
          size="sm"
          className="self-start"
          busy={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('audit.more')}
        </Button>
      )}
    </Page>
  );
}

/** Verifies that the audit log was not changed. Started by a button, because it reads the whole log. */
function ChainState() {
  const { t } = useTranslation('admin');
  const check = useVerifyAudit();
  const { data } = check;
  return (
    <div className="flex flex-wrap items-center gap-3 text-console">
      <Button size="sm" busy={check.isPending} onClick={() => check.mutate()}>
        {check.isPending ? t('audit.verifying') : t('audit.verify')}
      </Button>
      <span role="status">
        {data?.ok && <Status tone="ok">{t('audit.verified', { count: data.entries })}</Status>}
        {data && !data.ok && (
          <Status tone="danger">{t(`audit.broken.${data.reason ?? 'changed'}`, { at: data.broken_at ?? 0 })}</Status>
        )}
      </span>
      {check.isError && <ErrorNotice error={check.error} />}
    </div>
  );
}
