/**
 * A rough word for a password, from length and variety. Only a nudge while typing: what is refused is the server's decision.
 * @returns 0 (very weak) to 4 (strong)
 */
export function passwordStrength(password: string): 0 | 1 | 2 | 3 | 4 {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^\p{L}\d]/u, /[^\x20-\x7e]/].filter((kind) => kind.test(password)).length;
  // Runs and repeats add length without adding anything to guess.
  const distinct = new Set(password.toLowerCase()).size;
  const score = Math.min(password.length, distinct * 2) + kinds * 2;
  if (password.length < 8 || distinct < 4) return 0;
  if (score < 13) return 1;
  if (score < 17) return 2;
  if (score < 22) return 3;
  return 4;
}
