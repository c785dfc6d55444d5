import { type CacheStatus } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { Status } from '@/components/ui/status';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { Time } from '@/components/ui/time';
import { formatNumber } from '@/lib/format';
import { useUnpin } from './api';

/** Answers that stay in the cache until an administrator unpins them. */
export function Pins({ pins }: { pins: CacheStatus['pins'] }) {
  const { t } = useTranslation('overview', { keyPrefix: 'cache' });
  const unpin = useUnpin();
  if (pins.length === 0) return <p className="text-ui text-ink-3">{t('noPins')}</p>;
  return (
    <>
      {unpin.isError && <ErrorNotice error={unpin.error} />}
      <Table label={t('pins')}>
        <thead>
          <tr>
            <Th>{t('prompt')}</Th>
            <Th>{t('model')}</Th>
            <Th className="text-end">{t('pinHits')}</Th>
            <Th>{t('made')}</Th>
            <Th>{t('by')}</Th>
            <Th>
              <span className="sr-only">{t('unpin')}</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {pins.map((pin) => (
            <Tr key={pin.id}>
              <Td className="max-w-0 min-w-48 py-2">
                <span dir="auto" title={pin.prompt} className="block truncate">
                  {pin.prompt}
                </span>
                {pin.stale && (
                  <Status tone="warn" className="text-meta whitespace-normal">
                    {t('stale')}
                  </Status>
                )}
              </Td>
              <Td className="font-mono whitespace-nowrap">{pin.model}</Td>
              <Td className="tabular text-end font-mono">{formatNumber(pin.hits)}</Td>
              <Td className="whitespace-nowrap">
                <Time iso={pin.made_at} />
              </Td>
              <Td className="whitespace-nowrap">{pin.pinned_by}</Td>
              <Td className="text-end">
                <Button
                  size="sm"
                  variant="quiet"
                  busy={unpin.isPending && unpin.variables === pin.id}
                  onClick={() => unpin.mutate(pin.id)}
                >
                  {t('unpin')}
                </Button>
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </>
  );
}
