import { type AccountNoticeDto, type BannerDto } from '@pocket-llm/api-client';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useUser } from '@/lib/session';
import { Banners } from './banners';
import { NoticeList } from './notice-list';

interface ToldProps {
  banners: readonly BannerDto[];
  notices: readonly AccountNoticeDto[];
}

/** All that the frame tells above the page. */
export function Told({ banners, notices }: ToldProps) {
  return (
    <>
      <PasswordBanner />
      {banners.length > 0 && <Banners list={banners} />}
      {notices.length > 0 && <NoticeList list={notices} />}
    </>
  );
}

/**
 * That the password is the one that the account was created with. Has no close button on purpose: it stays until the
 * password is changed.
 */
function PasswordBanner() {
  const { t } = useTranslation('security');
  if (!useUser()?.must_change_password) return null;
  return (
    <p className="shrink-0 border-b border-line bg-sunken px-4 py-2 text-ui text-ink-2">
      {t('passwordBanner')}{' '}
      <Link
        to="/settings/security"
        hash="password"
        className="font-medium text-accent-ink underline underline-offset-3"
      >
        {t('passwordBannerLink')}
      </Link>
    </p>
  );
}
