import { type VariableDto } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/page';

/** That a header signs people in, and from where; nothing where none does. */
export function ProxySignIn({ variables }: { variables: VariableDto[] }) {
  const { t } = useTranslation('admin', { keyPrefix: 'portal.proxy' });
  const valueOf = (name: string) => variables.find((one) => one.name === name)?.value;
  const header = valueOf('TRUSTED_HEADER_AUTH');
  if (!header) return null;
  return (
    <Section title={t('title')} lead={t('on', { header, networks: valueOf('TRUSTED_HEADER_NETWORKS') ?? '' })}>
      <p className="max-w-prose text-ui text-ink-2">
        {t(valueOf('TRUSTED_HEADER_SECRET') ? 'secret' : 'noSecret', { variable: 'TRUSTED_HEADER_SECRET' })}
      </p>
    </Section>
  );
}
