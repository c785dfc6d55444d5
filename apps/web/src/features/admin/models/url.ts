import { searchParser, text } from '@/lib/url';

export const parseModelSearch = searchParser({
  /** The model whose details are open beside the list. */
  model: text,
});
