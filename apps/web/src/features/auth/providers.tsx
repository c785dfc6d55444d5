import { type SignInProvider } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Button, buttonClass } from '@/components/ui/button';
import { providersQuery } from './api';

/** Address that leads to a provider. */
export const startUrl = (id: string, next?: string): string =>
  `/api/auth/oidc/${id}/start${next === undefined ? '' : `?next=${encodeURIComponent(next)}`}`;

/**
 * The providers that people may sign in with, above the form, and whose names and passwords the form takes; nothing
 * where there are none.
 * @param next path to open afterwards
 */
export function ProviderButtons({ next }: { next?: string }) {
  const { t } = useTranslation('security', { keyPrefix: 'providers' });
  const { data = [] } = useQuery(providersQuery);
  const providers = data.filter(({ kind }) => kind === 'oidc');
  const directory = data.find(({ kind }) => kind === 'ldap');
  // A failure leaves the form, which always works.
  if (providers.length === 0) return directory ? <DirectoryLine directory={directory} /> : null;
  return (
    <div className="flex flex-col gap-3">
      {providers.map((provider) => (
        <ProviderButton key={provider.id} provider={provider} next={next} />
      ))}
      <p className="flex items-center gap-3 text-meta text-ink-3">
        <span className="h-px flex-1 bg-line" />
        {t('or')}
        <span className="h-px flex-1 bg-line" />
      </p>
      {directory && <DirectoryLine directory={directory} />}
    </div>
  );
}

/** Which name and password the form asks for. */
function DirectoryLine({ directory: { name, available } }: { directory: SignInProvider }) {
  const { t } = useTranslation('security', { keyPrefix: 'providers' });
  return <p className="break-words text-ui text-ink-2">{t(available ? 'directory' : 'down', { name })}</p>;
}

function ProviderButton({ provider: { id, name, available }, next }: { provider: SignInProvider; next?: string }) {
  const { t } = useTranslation('security', { keyPrefix: 'providers' });
  if (!available)
    return (
      <Button size="lg" disabled className="w-full">
        <span className="truncate">{t('down', { name })}</span>
      </Button>
    );
  return (
    <a href={startUrl(id, next)} className={buttonClass('outline', 'lg', 'w-full')}>
      <span className="truncate">{t('with', { name })}</span>
    </a>
  );
}
