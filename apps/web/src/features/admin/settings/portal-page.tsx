import { settingsList, settingsUpdate, type Setting } from '@pocket-llm/api-client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { Page, Section } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';

const MODES = ['open', 'approval', 'closed'] as const;
const QUERY_KEY = ['settings'];

/** What an administrator can change while the portal runs. */
export function PortalPage() {
  const { t } = useTranslation('admin');
  const query = useQuery({ queryKey: QUERY_KEY, queryFn: async ({ signal }) => (await settingsList({ signal })).data.settings });
  const registration = query.data?.find(({ key }) => key === 'registration_mode');
  return (
    <Page title={t('portal.title')} lead={t('portal.lead')} width="prose">
      {query.isPending && <Skeleton rows={4} className="h-9" />}
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {registration && <Registration setting={registration} />}
    </Page>
  );
}

function Registration({ setting }: { setting: Setting }) {
  const { t } = useTranslation('admin');
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (mode: string) => settingsUpdate({ body: { [setting.key]: mode } }),
    onSettled: () => client.invalidateQueries({ queryKey: QUERY_KEY }),
  });
  const fixed = setting.source === 'environment';
  const value = save.isPending ? save.variables : String(setting.value);
  return (
    <Section title={t('portal.registration')} lead={t('portal.registrationText')}>
      {save.isError && <ErrorNotice error={save.error} />}
      <fieldset disabled={fixed || save.isPending} className="flex flex-col">
        <legend className="sr-only">{t('portal.registration')}</legend>
        {MODES.map((mode) => (
          <label key={mode} className="flex min-h-11 items-center gap-3 border-b border-line">
            <input type="radio" name="registration" value={mode} checked={value === mode} onChange={() => save.mutate(mode)} className="size-4 accent-ink" />
            {t(`portal.mode.${mode}`)}
          </label>
        ))}
      </fieldset>
      <p role="status" className="text-meta text-ink-3">
        {fixed ? t('portal.fixed') : save.isSuccess ? t('portal.saved') : t(`portal.source.${setting.source}`)}
      </p>
    </Section>
  );
}
