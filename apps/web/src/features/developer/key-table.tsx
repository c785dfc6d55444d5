import { type ApiKey } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Status } from '@/components/ui/status';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { Time } from '@/components/ui/time';

/** Keys as one knows them again: name, beginning and end, what they may, when they were used. */
export function KeyTable({ keys, onRevoke }: { keys: ApiKey[]; onRevoke: (key: ApiKey) => void }) {
  const { t } = useTranslation('developer');
  const { t: common } = useTranslation();
  return (
    <Table label={t('title')}>
      <thead>
        <tr>
          <Th>{t('name')}</Th>
          <Th>{t('key')}</Th>
          <Th>{t('scopes')}</Th>
          <Th>{t('createdAt')}</Th>
          <Th>{t('lastUsed')}</Th>
          <Th>{t('expires')}</Th>
          <Th>{t('status')}</Th>
          <Th>
            <span className="sr-only">{t('action')}</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <Tr key={key.id}>
            <Td className="max-w-60 truncate font-medium" title={key.name ?? undefined}>
              {key.name ?? t('unnamed')}
            </Td>
            <Td className="font-mono whitespace-nowrap">
              {key.prefix}…{key.last_four}
            </Td>
            <Td className="text-ink-2">{key.scopes.map((scope) => t(`scope.${scope}`)).join(', ')}</Td>
            <Td className="whitespace-nowrap">
              <Time iso={key.created_at} />
            </Td>
            <Td className="whitespace-nowrap">{key.last_used_at ? <Time iso={key.last_used_at} /> : common('never')}</Td>
            <Td className="whitespace-nowrap">{key.expires_at ? <Time iso={key.expires_at} /> : common('never')}</Td>
            <Td>{isExpired(key) ? <Status tone="warn">{t('expired')}</Status> : <Status tone="ok">{t('active')}</Status>}</Td>
            <Td className="text-end">
              <Button size="sm" variant="quiet" onClick={() => onRevoke(key)} aria-label={t('revokeTitle', { name: key.name ?? t('unnamed') })}>
                {t('revoke')}
              </Button>
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

const isExpired = (key: ApiKey): boolean => key.expires_at !== null && new Date(key.expires_at) < new Date();
