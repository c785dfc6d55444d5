import { type AdminUserDto } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { rightsQuery } from '../rights/api';
import { useDropQuota, useSetQuota } from './api';
import { QuotaEditor } from './quota-editor';

/** An account's quota: its own, or that of its groups and its role. */
export function QuotaForm({ user }: { user: AdminUserDto }) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  const save = useSetQuota(user.id);
  const drop = useDropQuota(user.id);
  const isInGroup = (useQuery(rightsQuery(user.id)).data?.groups.length ?? 0) > 0;
  return (
    <>
      {drop.isError && <ErrorNotice error={drop.error} />}
      <QuotaEditor
        // The fields of an account without its own quota are empty.
        key={String(user.quota !== null)}
        quota={user.quota}
        label={t('quota')}
        action={t('quotaSave')}
        saving={save}
        heading={
          <p className="text-console text-ink-2">
            {user.quota
              ? t('quotaOwn')
              : t(isInGroup ? 'quotaGroups' : 'quotaRole', { role: common(`role.${user.role}`) })}
          </p>
        }
      >
        {user.quota && (
          <Button size="sm" variant="quiet" busy={drop.isPending} onClick={() => drop.mutate()}>
            {t('quotaDrop')}
          </Button>
        )}
      </QuotaEditor>
    </>
  );
}
