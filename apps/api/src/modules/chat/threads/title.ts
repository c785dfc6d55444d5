/** Longest title made from a prompt, in characters. */
const TITLE_MAX = 60;

/** Makes a title from the first words of a prompt: what a chat is called until a model, or a person, names it. */
export function titleFrom(prompt: string): string {
  const line = prompt.trim().replace(/\s+/g, ' ');
  if (line.length <= TITLE_MAX) return line;
  const cut = line.slice(0, TITLE_MAX);
  const words = cut.slice(0, cut.lastIndexOf(' ') > TITLE_MAX / 2 ? cut.lastIndexOf(' ') : TITLE_MAX);
  // Never half a surrogate pair (an emoji cut in two).
  return `${words.replace(/[\uD800-\uDBFF]$/, '')}…`;
}
