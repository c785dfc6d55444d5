import { auditExport } from '@pocket-llm/api-client';
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuItem } from '@/components/ui/menu';
import { ErrorNotice } from '@/components/ui/notice';
import { Page } from '@/components/ui/page';
import { Select } from '@/components/ui/select';
import { Skeleton } from '@/components/ui/skeleton';
import { download, fileNameOf } from '@/lib/download';
import { errorCopy } from '@/lib/error-copy';
import { AUDIT_RESULTS, type AuditResult, type AuditSearch } from '@/lib/search';
import { showToast } from '@/lib/toast';
import { AuditTable } from './audit-table';
import { ChainState } from './chain-state';
import { useAudit } from './queries';

const APPLY_AFTER_MS = 300;

/** Who changed what, and whether the record is whole. */
export function AuditPage() {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation();
  const search = useSearch({ from: '/app/admin/audit' });
  const navigate = useNavigate({ from: '/admin/audit' });
  const query = useAudit(search);
  const [typed, setTyped] = useState(search.q ?? '');
  const change = (next: Partial<AuditSearch>) => void navigate({ search: (before) => ({ ...before, ...next }), replace: true });
  useEffect(() => {
    const next = typed.trim() || undefined;
    if (next === search.q) return;
    const timer = setTimeout(() => change({ q: next }), APPLY_AFTER_MS);
    return () => clearTimeout(timer);
    // Only typing starts the wait: `change` is new with every render.
  }, [typed]);
  const save = useMutation({
    mutationFn: async (format: 'csv' | 'ndjson') => {
      const { data, headers } = await auditExport({ query: { q: search.q, result: search.result, format }, responseType: 'blob', timeout: 0 });
      download(fileNameOf(headers['content-disposition'], `audit.${format}`), data as unknown as Blob);
    },
    onError: (error) => void showToast(errorCopy(error, common).text),
  });
  const entries = query.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <Page
      title={t('audit.title')}
      lead={t('audit.lead')}
      actions={
        <Menu align="end" trigger={<IconButton icon={Download} label={t('logs.download')} busy={save.isPending} />}>
          <MenuItem onSelect={() => save.mutate('csv')}>{t('logs.downloadCsv')}</MenuItem>
          <MenuItem onSelect={() => save.mutate('ndjson')}>{t('logs.downloadNdjson')}</MenuItem>
        </Menu>
      }
    >
      <ChainState />
      <div className="flex flex-wrap items-end gap-2">
        <TextField size="sm" type="search" hideLabel label={t('audit.search')} placeholder={t('audit.searchHint')} value={typed} maxLength={200} onChange={(event) => setTyped(event.target.value)} className="min-w-60 flex-1" />
        <Select
          label={t('audit.result')}
          value={search.result ?? ''}
          lit={search.result !== undefined}
          options={[{ value: '', label: t('audit.anyResult') }, ...AUDIT_RESULTS.map((value) => ({ value, label: t(`audit.results.${value}`) }))]}
          onChange={(result) => change({ result: (result || undefined) as AuditResult | undefined })}
        />
      </div>
      {query.isPending && <Skeleton rows={12} className="h-6" />}
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && entries.length === 0 && <p className="py-8 text-ink-2">{t('audit.none')}</p>}
      {entries.length > 0 && <AuditTable entries={entries} open={search.entry} onOpen={(entry) => change({ entry })} />}
      {query.hasNextPage && (
        <Button size="sm" className="self-start" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('audit.more')}
        </Button>
      )}
    </Page>
  );
}
