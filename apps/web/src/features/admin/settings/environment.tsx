import { type VariableDto } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/page';
import { Table, Td, Th, Tr } from '@/components/ui/table';

/** The environment variables as read at startup. A change needs a restart. */
export function Environment({ variables }: { variables: VariableDto[] }) {
  const { t } = useTranslation('admin');
  return (
    <Section title={t('portal.environment')} lead={t('portal.environmentText')}>
      <Table label={t('portal.environment')}>
        <thead>
          <tr>
            <Th>{t('portal.variable')}</Th>
            <Th>{t('portal.value')}</Th>
            <Th>{t('portal.from')}</Th>
          </tr>
        </thead>
        <tbody>
          {variables.map(({ name, value, source, secret, description }) => (
            <Tr key={name}>
              <Td className="min-w-64 align-top">
                <span className="font-mono">{name}</span>
                <span lang="en" dir="ltr" className="block text-meta text-ink-3">
                  {description}
                </span>
              </Td>
              <Td className="max-w-56 min-w-40 align-top font-mono break-all">
                {secret
                  ? t(value === null ? 'portal.secretUnset' : 'portal.secretSet')
                  : (value ?? <span className="text-ink-3">{t('portal.unset')}</span>)}
              </Td>
              <Td className="align-top whitespace-nowrap">{t(`portal.origin.${source}`)}</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Section>
  );
}
