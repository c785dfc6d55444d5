import { type InviteDto } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/notice';
import { Time } from '@/components/ui/time';
import { invitesQuery, useRenewInvite, useWithdrawInvite } from './api';
import { LinkOnce } from './link-once';

/** The invitations that nobody has used yet, above the accounts; nothing if there are none. */
export function OpenInvites() {
  const { t } = useTranslation('people');
  const query = useQuery(invitesQuery);
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data?.length) return null;
  return (
    <section aria-labelledby="open-invites" className="flex flex-col gap-1">
      <h2 id="open-invites" className="text-ui font-medium">
        {t('invites')}
      </h2>
      <ul className="max-h-64 divide-y divide-line overflow-y-auto rounded-panel border border-line">
        {query.data.map((invite) => (
          <InviteRow key={invite.id} invite={invite} />
        ))}
      </ul>
    </section>
  );
}

/** One invitation. Its link was shown only once: a lost one is replaced. */
function InviteRow({ invite }: { invite: InviteDto }) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  const { id, role, email, created_by, expires_at } = invite;
  const who = email ?? t('inviteAny');
  const [renewing, setRenewing] = useState(false);
  const renew = useRenewInvite();
  const withdraw = useWithdrawInvite();
  const error = withdraw.error ?? renew.error;
  return (
    <li className="flex flex-col gap-1 px-3 py-1.5 text-console">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <span className="flex min-w-0 flex-1 flex-col">
          <span className="truncate font-medium" title={email ?? undefined}>
            {who}
          </span>
          <span className="flex flex-wrap gap-x-3 text-ink-3">
            <span>{common(`role.${role}`)}</span>
            {created_by && <span className="max-w-52 truncate">{t('invitedBy', { name: created_by })}</span>}
            <span>
              {t('inviteEnds')} <Time iso={expires_at} />
            </span>
          </span>
        </span>
        <span className="flex items-center gap-1">
          <Button
            size="sm"
            variant="quiet"
            busy={renew.isPending}
            aria-label={t('inviteRenewOf', { who })}
            onClick={() => renew.mutate(id, { onSuccess: () => setRenewing(true) })}
          >
            {t('inviteRenew')}
          </Button>
          <Button
            size="sm"
            variant="quiet"
            busy={withdraw.isPending}
            aria-label={t('withdrawOf', { who })}
            onClick={() => withdraw.mutate(id)}
          >
            {t('withdraw')}
          </Button>
        </span>
      </div>
      {error && <ErrorNotice error={error} />}
      {renewing && renew.data && (
        <Dialog
          open
          dismissible={false}
          onOpenChange={() => setRenewing(false)}
          title={t('inviteRenewed')}
          description={t('inviteRenewedText')}
        >
          <LinkOnce path={renew.data.invite_url} expiresAt={renew.data.expires_at} onDone={() => setRenewing(false)} />
        </Dialog>
      )}
    </li>
  );
}
