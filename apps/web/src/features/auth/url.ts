import * as z from 'zod/mini';
import { lenient, path, searchParser, text } from '@/lib/url';

export const parseLoginSearch = searchParser({
  /** Where to go after signing in. */
  redirect: path,
  /** The name of an account that was just made. */
  registered: text,
  /** Whether the password was just set again. */
  reset: lenient(z.literal(true)),
});

/** The secret of a link that was handed over. It is in the fragment, so no server ever saw it in an address. */
export const linkToken = (): string => window.location.hash.slice(1);
