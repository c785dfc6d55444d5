import { oneOf, searchParser, text } from '@/lib/url';

export const USER_SORTS = ['created', 'newest', 'username', 'seen', 'tokens'] as const;

export const parseUserSearch = searchParser({
  q: text,
  role: oneOf(['user', 'developer', 'admin']),
  state: oneOf(['active', 'inactive', 'pending']),
  sort: oneOf(USER_SORTS),
  /** The account whose details are open beside the list. */
  user: text,
});
export type UserSearch = ReturnType<typeof parseUserSearch>;
