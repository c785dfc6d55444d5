import { type AdminUserDto, type QuotaDto, userAccessDropQuota, userAccessSetQuota } from '@pocket-llm/api-client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { USERS_KEY } from './query';
import { QuotaEditor } from './quota-editor';

/** The quota of one account: its own, or that of its role. */
export function QuotaForm({ user }: { user: AdminUserDto }) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  const client = useQueryClient();
  const path = { user_id: user.id };
  const settled = { onSettled: () => client.invalidateQueries({ queryKey: USERS_KEY }) };
  const save = useMutation({ mutationFn: (body: QuotaDto) => userAccessSetQuota({ path, body }), ...settled });
  const drop = useMutation({ mutationFn: () => userAccessDropQuota({ path }), ...settled });
  return (
    <>
      {drop.isError && <ErrorNotice error={drop.error} />}
      <QuotaEditor
        // Without one of its own the fields are empty again.
        key={String(user.quota !== null)}
        quota={user.quota}
        label={t('quota')}
        action={t('quotaSave')}
        saving={save}
        heading={
          <p className="text-console text-ink-2">
            {user.quota ? t('quotaOwn') : t('quotaRole', { role: common(`role.${user.role}`) })}
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
