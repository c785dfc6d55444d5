import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { Page, Section } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { importWithTexts } from '@/lib/i18n';
import { lateComponent } from '@/lib/late-import';
import { TermsSection } from '../terms/terms-section';
import { Environment } from './environment';
import { type NumberKey, NUMBERS, NumberSetting } from './number-setting';
import { Registration, SecondFactorRule } from './choice-setting';
import { ModelSetting } from './model-setting';
import { PublicShares } from './public-shares';
import { ProxySignIn } from './proxy-sign-in';
import { Retention } from './retention';
import { settingsQuery } from './api';

const LateSections = lateComponent(
  importWithTexts('usage', () => import('./late-sections').then((it) => it.LateSections)),
);

/** The settings that an administrator can change at runtime. */
export function PortalPage() {
  const { t } = useTranslation('admin');
  const query = useQuery(settingsQuery);
  const find = (name: string) => query.data?.settings.find(({ key }) => key === name);
  const registration = find('registration_mode');
  const secondFactor = find('second_factor_required');
  const publicShares = find('public_shares');
  const titleModel = find('title_model');
  const vectorModel = find('embedding_model');
  const retention = find('retention_days');
  const logRetention = find('log_retention_days');
  return (
    <Page title={t('portal.title')} lead={t('portal.lead')} width="prose">
      {query.isPending && <Skeleton rows={4} className="h-9" />}
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {registration && <Registration setting={registration} />}
      {secondFactor && <SecondFactorRule setting={secondFactor} />}
      {query.isSuccess && <ProxySignIn variables={query.data.environment} />}
      <TermsSection />
      {publicShares && <PublicShares setting={publicShares} />}
      {titleModel && <ModelSetting of="titles" setting={titleModel} />}
      {vectorModel && <ModelSetting of="vectors" setting={vectorModel} />}
      {retention && <Retention of="chats" setting={retention} />}
      {logRetention && <Retention of="logs" setting={logRetention} />}
      {query.isSuccess && (
        <>
          <Section title={t('portal.queue')} lead={t('portal.queueText')}>
            {(Object.keys(NUMBERS) as NumberKey[]).map((name) => {
              const setting = find(name);
              return setting && <NumberSetting key={name} name={name} setting={setting} />;
            })}
          </Section>
          <LateSections currency={find('currency')} fallback={<Skeleton rows={3} className="h-9" />} />
          <Environment variables={query.data.environment} />
        </>
      )}
    </Page>
  );
}
