import { type OverviewDto } from '@pocket-llm/api-client';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Status } from '@/components/ui/status';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { Time } from '@/components/ui/time';

/** Who has an answer in progress, of which model. */
export function RunningTable({ running: { total, answers } }: { running: OverviewDto['running'] }) {
  const { t } = useTranslation('overview');
  if (total === 0) return <p className="border-y border-line py-3 text-ui text-ink-2">{t('idle')}</p>;
  return (
    <>
      <Table label={t('running')}>
        <thead>
          <tr>
            <Th>{t('person')}</Th>
            <Th>{t('model')}</Th>
            <Th>{t('way')}</Th>
            <Th>{t('since')}</Th>
          </tr>
        </thead>
        <tbody>
          {answers.map(({ user_id, username, model, with_key, since }) => (
            <Tr key={`${user_id} ${since} ${model}`} compact>
              <Td>
                <Status tone="live">
                  {username === null ? (
                    t('gone')
                  ) : (
                    <Link
                      to="/admin/users"
                      search={{ q: username, user: user_id }}
                      className="underline underline-offset-3"
                    >
                      {username}
                    </Link>
                  )}
                </Status>
              </Td>
              <Td className="font-mono break-all">{model}</Td>
              <Td>{t(with_key ? 'ways.key' : 'ways.portal')}</Td>
              <Td className="whitespace-nowrap">
                <Time iso={since} />
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      {total > answers.length && <p className="text-meta text-ink-3">{t('more', { count: total - answers.length })}</p>}
    </>
  );
}
