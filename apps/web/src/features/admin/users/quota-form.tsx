import { userAccessDropQuota, userAccessSetQuota, type AdminUserDto } from '@pocket-llm/api-client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { USERS_KEY } from './query';
import { draftOf, quotaOf, wrongIn } from './quota-draft';
import { QuotaFields } from './quota-fields';

/** The quota of one account: its own, or that of its role. */
export function QuotaForm({ user }: { user: AdminUserDto }) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  const client = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(user.quota));
  const path = { user_id: user.id };
  const settled = { onSettled: () => client.invalidateQueries({ queryKey: USERS_KEY }) };
  const save = useMutation({ mutationFn: () => userAccessSetQuota({ path, body: quotaOf(draft) }), ...settled });
  const drop = useMutation({ mutationFn: () => userAccessDropQuota({ path }), onSuccess: () => setDraft(draftOf(null)), ...settled });
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (wrongIn(draft).length === 0) save.mutate();
      }}
    >
      <p className="text-console text-ink-2">{user.quota ? t('quotaOwn') : t('quotaRole', { role: common(`role.${user.role}`) })}</p>
      {(save.error ?? drop.error) && <ErrorNotice error={save.error ?? drop.error} />}
      <QuotaFields
        draft={draft}
        onChange={(next) => {
          setDraft(next);
          save.reset();
        }}
      />
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" size="sm" busy={save.isPending}>
          {t('quotaSave')}
        </Button>
        {user.quota && (
          <Button size="sm" variant="quiet" busy={drop.isPending} onClick={() => drop.mutate()}>
            {t('quotaDrop')}
          </Button>
        )}
        {save.isSuccess && (
          <span role="status" className="text-meta text-ink-3">
            {t('saved')}
          </span>
        )}
      </div>
    </form>
  );
}
