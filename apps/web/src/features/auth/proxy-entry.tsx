import { ApiError, type AuthSession, type SignInProvider } from '@pocket-llm/api-client';
import { useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, buttonClass } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { hasSignedOut } from '@/lib/session';
import { useProxySignIn } from './api';
import { problemKey } from './provider-problems';

interface ProxyEntryProps {
  proxy: SignInProvider;
  next: string | undefined;
  unasked: boolean;
  onDone: (session: AuthSession) => void;
}

/** Once for each time that the page is loaded: who comes back to the form wants to use it. */
let tried = false;

/** Signs in whom the proxy in front names: by itself when the page opens, and with a button. */
export default function ProxyEntry({ proxy: { name, available }, next, unasked, onDone }: ProxyEntryProps) {
  const { t } = useTranslation('security', { keyPrefix: 'providers' });
  const signIn = useProxySignIn();
  const enter = () =>
    signIn.mutate(undefined, {
      onSuccess: (outcome) => {
        if ('challenge' in outcome) goToSecondStep(outcome, next);
        else onDone(outcome);
      },
    });
  const enterUnasked = useEffectEvent(() => {
    if (tried || !unasked || !available || hasSignedOut()) return;
    tried = true;
    enter();
  });
  useEffect(() => enterUnasked(), []);
  // Whatever is no answer of ours is one of the proxy, which wants to be asked with a page.
  const away = !available || (signIn.error instanceof ApiError && signIn.error.code === undefined);
  if (away)
    return (
      <div className="flex flex-col gap-3 rounded-panel border border-line-strong px-4 py-3">
        <p>{t('proxyAway')}</p>
        <a href={next ?? '/chat'} className={buttonClass('outline', 'lg')}>
          {t('proxyThere')}
        </a>
      </div>
    );
  return (
    <>
      {signIn.isError && <Failure error={signIn.error} />}
      <Button size="lg" className="w-full" busy={signIn.isPending || signIn.isSuccess} onClick={enter}>
        <span className="line-clamp-2 leading-tight text-balance whitespace-normal">{t('as', { name })}</span>
      </Button>
    </>
  );
}

function Failure({ error }: { error: Error }) {
  const { t } = useTranslation('security', { keyPrefix: 'providers' });
  const key = problemKey(error instanceof ApiError ? error.code : undefined);
  if (!key) return <ErrorNotice error={error} />;
  return (
    <p role="alert" className="rounded-panel border border-line-strong px-4 py-3">
      {t(key)}
    </p>
  );
}

/** The page that people come back to from providers asks for it. The challenge is in the fragment, for no server. */
function goToSecondStep({ challenge, methods }: { challenge: string; methods: readonly string[] }, next?: string) {
  const query = new URLSearchParams({ via: 'proxy', ...(next && { redirect: next }) });
  const fragment = new URLSearchParams({ challenge, methods: methods.join(',') });
  window.location.assign(`/login?${query}#${fragment}`);
}
