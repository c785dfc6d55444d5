import { flag, searchParser, text } from '@/lib/url';

export const parseNewChatSearch = searchParser({
  /** In no list, and gone after a day. */
  temporary: flag,
});

export const parseThreadSearch = searchParser({
  /** The message to go to. */
  m: text,
});
