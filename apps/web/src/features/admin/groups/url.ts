import { searchParser, text } from '@/lib/url';

export const parseGroupSearch = searchParser({
  /** The group whose details are open beside the list. */
  group: text,
});
