import { flag, searchParser, text } from '@/lib/url';

export const parseNewChatSearch = searchParser({
  /** A temporary chat is in no list and is deleted after a day. */
  temporary: flag,
});

export const parseThreadSearch = searchParser({
  /** The message to scroll to. */
  m: text,
});
