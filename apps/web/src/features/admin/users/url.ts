import * as z from 'zod/mini';
import { lenient, searchParser, text } from '@/lib/url';

export const USER_SORTS = ['created', 'newest', 'username', 'seen', 'tokens'] as const;

export const parseUserSearch = searchParser({
  q: text,
  role: lenient(z.enum(['user', 'developer', 'admin'])),
  state: lenient(z.enum(['active', 'inactive', 'pending'])),
  sort: lenient(z.enum(USER_SORTS)),
  /** The account whose details are open beside the list. */
  user: text,
});
export type UserSearch = ReturnType<typeof parseUserSearch>;
