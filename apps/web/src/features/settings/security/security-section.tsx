import { type SecondFactor } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { Section } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { SureButton } from '@/components/ui/sure-button';
import { Status } from '@/components/ui/status';
import { secondFactorQuery, useBeginTotp, useRemoveTotp, useRenewCodes } from './api';
import { Factor } from './factor';
import { PasskeyList } from './passkey-list';

const TotpDialog = lazy(() => import('./totp-dialog'));
const RecoveryCodesDialog = lazy(() => import('./recovery-codes-dialog'));

/** The second factors of the account. */
export function SecuritySection() {
  const { t } = useTranslation('security');
  return (
    <Section title={t('title')} lead={t('lead')}>
      <SecondFactors />
    </Section>
  );
}

/**
 * Sets up, replaces and removes second factors.
 * @param onSetUp called when one was set up and its recovery codes are stored
 */
export function SecondFactors({ onSetUp }: { onSetUp?: () => void }) {
  const query = useQuery(secondFactorQuery);
  const [codes, setCodes] = useState<string[]>();
  if (query.isPending) return <Skeleton rows={3} className="h-12" />;
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  const state = query.data;
  const added = (fresh: string[]) => {
    if (fresh.length > 0) setCodes(fresh);
    else onSetUp?.();
  };
  return (
    <div className="flex flex-col gap-6">
      <AuthenticatorApp state={state} onAdded={added} />
      <PasskeyList state={state} onAdded={added} />
      {(state.totp || state.passkeys > 0) && <RecoveryCodes state={state} onRenewed={setCodes} />}
      <Suspense>
        {codes && (
          <RecoveryCodesDialog
            codes={codes}
            onStored={() => {
              setCodes(undefined);
              onSetUp?.();
            }}
          />
        )}
      </Suspense>
    </div>
  );
}

function AuthenticatorApp({ state, onAdded }: { state: SecondFactor; onAdded: (codes: string[]) => void }) {
  const { t } = useTranslation('security');
  const begin = useBeginTotp();
  const remove = useRemoveTotp();
  const failure = begin.error ?? remove.error;
  return (
    <Factor title={t('app.title')} lead={t('app.lead')}>
      {failure && <ErrorNotice error={failure} />}
      <div className="flex flex-wrap items-center gap-3">
        <Status tone={state.totp ? 'ok' : 'idle'}>{t(state.totp ? 'app.on' : 'app.off')}</Status>
        <Button size="sm" busy={begin.isPending} onClick={() => begin.mutate()}>
          {t(state.totp ? 'app.replace' : 'app.add')}
        </Button>
        {state.totp && (
          <SureButton
            label={t('app.remove')}
            sureLabel={t('app.removeSure')}
            busy={remove.isPending}
            onSure={() => remove.mutate()}
          />
        )}
      </div>
      <Suspense>
        {begin.data && (
          <TotpDialog
            secret={begin.data}
            onClose={begin.reset}
            onConfirmed={(codes) => {
              begin.reset();
              onAdded(codes);
            }}
          />
        )}
      </Suspense>
    </Factor>
  );
}

function RecoveryCodes({ state, onRenewed }: { state: SecondFactor; onRenewed: (codes: string[]) => void }) {
  const { t } = useTranslation('security');
  const renew = useRenewCodes();
  return (
    <Factor title={t('codes.title')} lead={t('codes.lead')}>
      {renew.isError && <ErrorNotice error={renew.error} />}
      <div className="flex flex-wrap items-center gap-3">
        <Status tone={state.recovery_codes_left > 2 ? 'ok' : 'warn'}>
          {t('codes.left', { count: state.recovery_codes_left })}
        </Status>
        <Button size="sm" busy={renew.isPending} onClick={() => renew.mutate(undefined, { onSuccess: onRenewed })}>
          {t('codes.renew')}
        </Button>
      </div>
    </Factor>
  );
}
