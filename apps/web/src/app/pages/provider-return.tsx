import { type LoginChallenge } from '@pocket-llm/api-client';
import { Link, useNavigate, useRouter } from '@tanstack/react-router';
import { Suspense, useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { buttonClass } from '@/components/ui/button';
import { ErrorNotice, Hint } from '@/components/ui/notice';
import { tellConfirmed } from '@/lib/identities';
import { problemKey } from '@/features/auth/provider-problems';
import { startUrl } from '@/features/auth/providers';
import SecondStep from '@/features/auth/second-step/second-step';
import { currentUser, restoreSession, wasSignedIn } from '@/lib/session';
import { oneOf, path, searchParser, text } from '@/lib/url';
import { AuthFrame } from './auth-frame';
import { pageBetween } from './page-between';
import { useGoOn } from './use-go-on';

/** How somebody comes back. */
const parseReturn = searchParser({
  redirect: path,
  /** Why it came to nothing: a code of the server. */
  problem: text,
  /** What a person who was signed in went there for. */
  done: oneOf(['connect', 'confirm']),
  /** The same, when it came to nothing. */
  purpose: oneOf(['connect', 'confirm']),
});
const readReturn = () => parseReturn(Object.fromEntries(new URLSearchParams(window.location.search)));

/** Where somebody comes back from a provider: with the cookie of a session, or with what is missing or went wrong. */
export function ProviderReturn({ via }: { via: string }) {
  const [{ problem, done, purpose, redirect }] = useState(readReturn);
  const [challenge] = useState(readChallenge);
  const { t } = useTranslation('security', { keyPrefix: 'providers' });
  if (problem) return <Failure code={problem} via={via} purpose={purpose} redirect={redirect} />;
  if (done === 'confirm') return <Confirmed />;
  if (!challenge) return <Enter to={done ? '/settings/security' : redirect} />;
  return (
    <AuthFrame title={t('secondTitle')} footer={null}>
      <Suspense>
        <Second challenge={challenge} redirect={redirect} />
      </Suspense>
    </AuthFrame>
  );
}

/** Takes the session from the cookie and goes on. */
function Enter({ to }: { to: string | undefined }) {
  const navigate = useNavigate();
  const router = useRouter();
  const [failure, setFailure] = useState<unknown>();
  const enter = useEffectEvent(async () => {
    await restoreSession();
    const user = currentUser();
    const between = user && (await pageBetween(user));
    // The login page says why the cookie was refused.
    if (!user) await navigate({ to: '/login', search: { redirect: to }, replace: true });
    else if (between) await navigate({ to: between, search: { redirect: to }, replace: true });
    else router.history.replace(to ?? '/chat');
  });
  useEffect(() => void enter().catch(setFailure), []);
  const { t } = useTranslation('auth');
  return (
    <AuthFrame title={t('signingIn')} footer={null}>
      {failure !== undefined && <ErrorNotice error={failure} onRetry={() => window.location.reload()} />}
    </AuthFrame>
  );
}

/** The challenge is in the fragment, which no server ever sees, and leaves the address at once. */
function readChallenge(): LoginChallenge | undefined {
  const given = new URLSearchParams(window.location.hash.slice(1));
  const challenge = given.get('challenge');
  if (!challenge) return undefined;
  return {
    challenge,
    methods: (given.get('methods') ?? '').split(',') as LoginChallenge['methods'],
    expires_in: 0,
  };
}

function Second({ challenge, redirect }: { challenge: LoginChallenge; redirect: string | undefined }) {
  const navigate = useNavigate();
  const goOn = useGoOn(redirect);
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
  const { t } = useTranslation('security', { keyPrefix: 'providers' });
  useEffect(tellConfirmed, []);
  return (
    <AuthFrame title={t('confirmedTitle')} footer={null}>
      <Hint>{t('confirmed')}</Hint>
      <ToPortal to="/chat" />
    </AuthFrame>
  );
}

/** For a person who is signed in, and whose window was not closed: a browser may have opened none of its own. */
function ToPortal({ to }: { to: '/chat' | '/settings/security' }) {
  const { t } = useTranslation('security', { keyPrefix: 'providers' });
  return (
    <Link to={to} className={buttonClass('outline', 'lg')}>
      {t('toPortal')}
    </Link>
  );
}

/** Here the provider did its part, and trying again changes nothing. */
const SETTLED: ReadonlySet<string> = new Set([
  'auth.account-inactive',
  'auth.account-pending',
  'oidc.no-account',
  'oidc.provisioned',
  'provider.not-found',
]);

interface FailureProps {
  code: string;
  via: string;
  purpose: 'connect' | 'confirm' | undefined;
  redirect: string | undefined;
}

/** To begin a sign-in is no second try for somebody who is signed in: he would become another person, or a new one. */
function Failure({ code, via, purpose, redirect }: FailureProps) {
  const { t } = useTranslation('security', { keyPrefix: 'providers' });
  const key = problemKey(code) ?? 'problem.other';
  const isOwn = purpose !== undefined || (code === 'oidc.state-lost' && wasSignedIn());
  const mayRetry = /^[a-z\d]+$/.test(via) && !SETTLED.has(code) && !isOwn;
  return (
    <AuthFrame title={t(code === 'auth.account-pending' ? 'pendingTitle' : 'failedTitle')} footer={null}>
      <p role="alert" className="rounded-panel border border-line-strong px-4 py-3">
        {t(key)}
      </p>
      <div className="flex flex-col gap-3">
        {mayRetry && (
          <a href={startUrl(via, redirect)} className={buttonClass('primary', 'lg')}>
            {t('again')}
          </a>
        )}
        {isOwn ? (
          <ToPortal to={purpose === 'confirm' ? '/chat' : '/settings/security'} />
        ) : (
          <Link to="/login" search={{ redirect }} className={buttonClass('outline', 'lg')}>
            {t('back')}
          </Link>
        )}
      </div>
    </AuthFrame>
  );
}
