import { rectifyConfusion } from 'unicode-confusables';

/** The form in which names and addresses are compared: spellings that differ only in case or encoding are one. */
export const identityKey = (text: string): string => text.normalize('NFKC').toLowerCase();

/**
 * The form in which look-alike names are equal: each letter outside ASCII is replaced by the one it resembles, as the
 * confusables of Unicode's UTS 39 say, so a Cyrillic `а` becomes a Latin `a`. ASCII letters stay, because `user1` and
 * `userl` are told apart by everybody who picks such names.
 * @param key from `identityKey`
 */
export const nameSkeleton = (key: string): string =>
  Array.from(key.normalize('NFD'), (letter) => (letter <= '\u007f' ? letter : rectifyConfusion(letter)))
    .join('')
    .normalize('NFD')
    .toLowerCase();
