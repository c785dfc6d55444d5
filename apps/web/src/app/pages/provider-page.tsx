import { type LoginChallenge } from '@pocket-llm/api-client';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { buttonClass } from '@/components/ui/button';
import { Hint } from '@/components/ui/notice';
import { tellConfirmed } from '@/lib/confirmed-elsewhere';
import { startUrl } from '@/features/auth/providers';
import SecondStep from '@/features/auth/second-step/second-step';
import { AuthFrame } from './auth-frame';
import { useGoOn } from './use-go-on';

/** Where somebody comes back from a provider and is not signed in: a second factor is missing, or something failed. */
export function ProviderPage() {
  const { problem, done } = useSearch({ from: '/login/provider' });
  const { t } = useTranslation('providers');
  if (problem) return <Failure code={problem} />;
  if (done) return <Confirmed />;
  return (
    <AuthFrame title={t('secondTitle')} footer={null}>
      {<Second />}
    </AuthFrame>
  );
}

/** The challenge is in the fragment, which no server ever sees, and leaves the address at once. */
function readChallenge(): LoginChallenge {
  const given = new URLSearchParams(window.location.hash.slice(1));
  return {
    challenge: given.get('challenge') ?? '',
    methods: (given.get('methods') ?? '').split(',') as LoginChallenge['methods'],
    expires_in: 0,
  };
}

function Second() {
  const { redirect } = useSearch({ from: '/login/provider' });
  const navigate = useNavigate();
  const goOn = useGoOn(redirect);
  const [challenge] = useState(readChallenge);
  useEffect(() => window.history.replaceState(window.history.state, '', window.location.pathname), []);
  return (
    <SecondStep
      challenge={challenge}
      onDone={(session) => void goOn(session)}
      onBack={() => void navigate({ to: '/login', search: { redirect } })}
    />
  );
}

/** The window of a confirmation: the one that opened it goes on. */
function Confirmed() {
  const { t } = useTranslation('providers');
  useEffect(tellConfirmed, []);
  return (
    <AuthFrame title={t('confirmedTitle')} footer={null}>
      <Hint>{t('confirmed')}</Hint>
    </AuthFrame>
  );
}

/** Codes of the server that have a text of their own; whatever else stands in the address is never shown. */
const PROBLEMS = {
  'auth.account-inactive': 'problem.inactive',
  'auth.account-pending': 'problem.pending',
  'auth.busy': 'problem.busy',
  'oidc.clock': 'problem.clock',
  'oidc.connected-elsewhere': 'problem.connectedElsewhere',
  'oidc.denied': 'problem.denied',
  'oidc.email-taken': 'problem.emailTaken',
  'oidc.failed': 'problem.failed',
  'oidc.no-account': 'problem.noAccount',
  'oidc.not-fresh': 'problem.notFresh',
  'oidc.other-person': 'problem.otherPerson',
  'oidc.refused': 'problem.refused',
  'oidc.state-lost': 'problem.stateLost',
  'oidc.unavailable': 'problem.unavailable',
  'oidc.wrong-issuer': 'problem.wrongIssuer',
} as const;
/** Here the provider did its part, and trying again changes nothing. */
const SETTLED: ReadonlySet<string> = new Set(['auth.account-inactive', 'auth.account-pending', 'oidc.no-account']);

function Failure({ code }: { code: string }) {
  const { t } = useTranslation('providers');
  const { provider, redirect } = useSearch({ from: '/login/provider' });
  const key = code in PROBLEMS ? PROBLEMS[code as keyof typeof PROBLEMS] : 'problem.other';
  const mayRetry = provider !== undefined && /^[a-z\d]+$/.test(provider) && !SETTLED.has(code);
  return (
    <AuthFrame title={t(code === 'auth.account-pending' ? 'pendingTitle' : 'failedTitle')} footer={null}>
      <p role="alert" className="rounded-panel border border-line-strong px-4 py-3">
        {t(key)}
      </p>
      <div className="flex flex-col gap-3">
        {mayRetry && (
          <a href={startUrl(provider, redirect)} className={buttonClass('primary', 'lg')}>
            {t('again')}
          </a>
        )}
        <Link to="/login" search={{ redirect }} className={buttonClass('outline', 'lg')}>
          {t('back')}
        </Link>
      </div>
    </AuthFrame>
  );
}
