import { auditVerify } from '@pocket-llm/api-client';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { Status } from '@/components/ui/status';

/** Whether the audit log is as it was written: asked for by hand, because it reads all of it. */
export function ChainState() {
  const { t } = useTranslation('admin');
  const check = useMutation({ mutationFn: async () => (await auditVerify()).data });
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
