import { useQuery } from '@tanstack/react-query';
import { announcementsQuery } from '../api';
import { Banners } from './banners';

/** What the admins announce to everybody who opens the sign-in page. */
export function AnnouncementsBeforeSignIn() {
  const { data = [] } = useQuery(announcementsQuery);
  return data.length > 0 && <Banners list={data} />;
}
