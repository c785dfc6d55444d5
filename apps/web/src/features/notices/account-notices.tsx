import { useQuery } from '@tanstack/react-query';
import { importWithTexts } from '@/lib/i18n';
import { lateComponent } from '@/lib/late-import';
import { useUser } from '@/lib/session';
import { announcementsQuery, noticesQuery } from './api';

// Its texts and its code load only when there is something to tell.
const Told = lateComponent(importWithTexts('announcements', () => import('./late/told').then(({ Told: it }) => it)));

/**
 * Tells a person that the password is still the first one, what the admins announce, and what another device or an
 * admin changed about how the account signs in.
 */
export function AccountNotices() {
  const { data: banners = [] } = useQuery(announcementsQuery);
  const { data: notices = [] } = useQuery(noticesQuery);
  const isNeeded = useUser()?.must_change_password || banners[0] || notices[0];
  return isNeeded && <Told banners={banners} notices={notices} fallback={null} />;
}
