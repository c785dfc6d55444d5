import { flag, path, searchParser, text } from '@/lib/url';

export const parseLoginSearch = searchParser({
  /** Where to go after signing in. */
  redirect: path,
  /** The name of a newly created account. */
  registered: text,
  /** Whether the password was just reset. */
  reset: flag,
  /** Id of the provider that somebody comes back from. */
  via: text,
});

/** Where to go after a page that comes between signing in and the app. */
export const parseBetweenSearch = searchParser({ redirect: path });

/** The secret of an invite or reset link. It is in the fragment, so it never reaches a server in a URL. */
export const linkToken = (): string => window.location.hash.slice(1);
