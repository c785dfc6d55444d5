import { type Setting } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { SureButton } from '@/components/ui/sure-button';
import { publicSharesQuery, useRevokePublicShares } from './api';
import { ChoiceSetting } from './choice-setting';

const SHARING = ['false', 'true'] as const;

/** Whether chats may be shared with anyone who has the link, and an end to all that are. */
export function PublicShares({ setting }: { setting: Setting }) {
  const { t } = useTranslation('admin');
  const query = useQuery(publicSharesQuery);
  const revoke = useRevokePublicShares();
  const count = query.data?.public ?? 0;
  return (
    <ChoiceSetting
      setting={setting}
      title={t('portal.publicShares')}
      lead={t('portal.publicSharesText')}
      choices={SHARING.map((value) => ({ value, label: t(`portal.publicShare.${value}`) }))}
      toValue={(choice) => choice === 'true'}
    >
      {revoke.isError && <ErrorNotice error={revoke.error} />}
      {count > 0 && (
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 text-ui text-ink-2">
          <p>{t('portal.publicLinks', { count })}</p>
          <SureButton
            label={t('portal.revokeLinks')}
            sureLabel={t('portal.revokeLinksSure', { count })}
            busy={revoke.isPending}
            onSure={() => revoke.mutate()}
          />
        </div>
      )}
    </ChoiceSetting>
  );
}
