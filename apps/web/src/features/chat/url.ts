import { flag, searchParser, text } from '@/lib/url';

export const parseNewChatSearch = searchParser({
  /** A temporary chat is in no list and is deleted after a day. */
  temporary: flag,
  /** Text for the composer. It is never sent by itself, because any page can link here. */
  q: text,
  /** Pictures that another app shared wait in the browser. */
  shared: flag,
});

export const parseThreadSearch = searchParser({
  /** The message to scroll to. */
  m: text,
});
