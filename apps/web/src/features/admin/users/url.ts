import { oneOf, searchParser, text } from '@/lib/url';

export const USER_SORTS = ['created', 'username', 'role', 'status', 'seen', 'tokens'] as const;
export type UserSort = (typeof USER_SORTS)[number];

export const parseUserSearch = searchParser({
  q: text,
  role: oneOf(['user', 'developer', 'admin']),
  state: oneOf(['active', 'inactive', 'pending']),
  /** Those that are in this group. */
  group: text,
  sort: oneOf(USER_SORTS),
  /** The other direction than the one that a column begins with. */
  reversed: oneOf(['yes']),
  /** The account whose details are open beside the list. */
  user: text,
});
export type UserSearch = ReturnType<typeof parseUserSearch>;
