import { type Identities } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { Section } from '@/components/ui/page';
import { SureButton } from '@/components/ui/sure-button';
import { Time } from '@/components/ui/time';
import { useConnect, useDisconnect } from './api';

/** The accounts at providers that sign in to this one. */
export function IdentitiesSection({ found: { has_password, providers, identities } }: { found: Identities }) {
  const { t } = useTranslation('security', { keyPrefix: 'providers' });
  const connect = useConnect();
  /** Those of providers that are configured still; nobody signs in with the others. */
  const working = identities.filter(({ provider_id }) => provider_id !== null);
  const isOnlyWay = (id: string) => !has_password && !working.some((one) => one.id !== id);
  const open = providers.filter(({ id }) => !identities.some(({ provider_id }) => provider_id === id));
  return (
    <Section title={t('own.title')} lead={t('own.lead')}>
      {connect.isError && <ErrorNotice error={connect.error} />}
      {identities.length > 0 && (
        <ul className="border-t border-line">
          {identities.map((identity) => (
            <IdentityRow key={identity.id} identity={identity} isOnlyWay={isOnlyWay(identity.id)} />
          ))}
        </ul>
      )}
      {open.length > 0 && (
        <div className="flex flex-wrap gap-2">
          {open.map(({ id, name }) => (
            <Button
              key={id}
              size="sm"
              className="max-w-full"
              busy={connect.isPending && connect.variables === id}
              onClick={() => connect.mutate(id)}
            >
              <span className="truncate">{t('own.connect', { name: id === 'proxy' ? t('proxy') : name })}</span>
            </Button>
          ))}
        </div>
      )}
    </Section>
  );
}

function IdentityRow({ identity, isOnlyWay }: { identity: Identities['identities'][number]; isOnlyWay: boolean }) {
  const { t } = useTranslation('security', { keyPrefix: 'providers' });
  const disconnect = useDisconnect();
  const { id, provider_id, email, last_used_at } = identity;
  const name = provider_id === 'proxy' ? t('proxy') : identity.name;
  return (
    <li className="flex flex-col gap-2 border-b border-line py-3">
      {disconnect.isError && <ErrorNotice error={disconnect.error} />}
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="flex min-w-0 flex-col gap-0.5">
          <span className="truncate font-medium">{name}</span>
          <span className="flex flex-wrap gap-x-3 font-mono text-eyebrow text-ink-3">
            {email && <bdi className="break-all">{email}</bdi>}
            <span>
              {t('own.used')} <Time iso={last_used_at} />
            </span>
          </span>
          {isOnlyWay && <span className="text-ui text-ink-2">{t('own.onlyWay')}</span>}
        </div>
        {!isOnlyWay && (
          <SureButton
            label={t('own.disconnect')}
            sureLabel={t('own.disconnectSure', { name })}
            busy={disconnect.isPending}
            onSure={() => disconnect.mutate(id)}
          />
        )}
      </div>
    </li>
  );
}
