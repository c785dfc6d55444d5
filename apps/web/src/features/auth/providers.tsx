import { type AuthSession, type SignInProvider } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, buttonClass } from '@/components/ui/button';
import { providersQuery } from './api';

// Few portals are behind a proxy that signs people in.
const ProxyEntry = lazy(() => import('./proxy-entry'));

/** Address that leads to a provider. */
export const startUrl = (id: string, next?: string): string =>
  `/api/auth/oidc/${id}/start${next === undefined ? '' : `?next=${encodeURIComponent(next)}`}`;

/** A long name takes a second line of its button. */
const NAME = 'line-clamp-2 leading-tight text-balance whitespace-normal';

interface ProviderButtonsProps {
  /** Path to open afterwards. */
  next?: string;
  /** Whether whom a proxy names is signed in without being asked. */
  unasked?: boolean;
  onDone: (session: AuthSession) => void;
}

/** The providers that people may sign in with, above the form; nothing where there are none. */
export function ProviderButtons({ next, unasked = false, onDone }: ProviderButtonsProps) {
  const { t } = useTranslation('security', { keyPrefix: 'providers' });
  const { data = [] } = useQuery(providersQuery);
  const providers = data.filter(({ kind }) => kind === 'oidc');
  // A failure leaves the form, which always works.
  const proxy = data.find(({ kind }) => kind === 'proxy');
  if (providers.length === 0 && !proxy) return null;
  return (
    <div className="flex flex-col gap-3">
      <Suspense>{proxy && <ProxyEntry proxy={proxy} next={next} unasked={unasked} onDone={onDone} />}</Suspense>
      {providers.map((provider) => (
        <ProviderButton key={provider.id} provider={provider} next={next} />
      ))}
      <p className="flex items-center gap-3 text-meta text-ink-3">
        <span className="h-px flex-1 bg-line" />
        {t('or')}
        <span className="h-px flex-1 bg-line" />
      </p>
    </div>
  );
}

function ProviderButton({ provider: { id, name, available }, next }: { provider: SignInProvider; next?: string }) {
  const { t } = useTranslation('security', { keyPrefix: 'providers' });
  if (!available)
    return (
      <Button size="lg" disabled className="w-full">
        <span className={NAME}>{t('down', { name })}</span>
      </Button>
    );
  return (
    <a href={startUrl(id, next)} className={buttonClass('outline', 'lg', 'w-full')}>
      <span className={NAME}>{t('with', { name })}</span>
    </a>
  );
}
