import { useQuery } from '@tanstack/react-query';
import { lateComponent } from '@/lib/late-import';
import { noticesQuery } from './api';

const NoticeList = lateComponent(() => import('./notice-list').then((module) => module.NoticeList));

/** Tells a person what another device or an admin changed about how the account signs in, until it is dismissed. */
export default function AccountNotices() {
  const { data = [] } = useQuery(noticesQuery);
  // Its texts and its code load only when there is something to tell.
  return data.length > 0 && <NoticeList list={data} fallback={null} />;
}
