import { KeysPage as Keys } from '@/features/developer/keys-page';
import { hasRole, useUser } from '@/lib/session';
import { ForbiddenPage } from './not-found-page';

/** The developer desk's keys, for those who have one. */
export function KeysPage() {
  return hasRole(useUser(), 'developer') ? <Keys /> : <ForbiddenPage role="developer" />;
}
