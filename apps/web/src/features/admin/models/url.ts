import { searchParser, text } from '@/lib/url';

export const parseModelSearch = searchParser({
  /** The model that is open beside the list. */
  model: text,
});
