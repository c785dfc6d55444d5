import * as z from 'zod/mini';

// Messages are keys of the `auth` catalog. The limits equal those of the API, which validates again.

export const loginSchema = z.object({
  username: z.string().check(z.trim(), z.minLength(1, 'needed')),
  password: z.string().check(z.minLength(1, 'needed')),
});

export const registerSchema = z.object({
  username: z.string().check(z.trim(), z.regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]{1,63}$/u, 'usernameRule')),
  email: z.string().check(z.trim(), z.regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'emailRule')),
  password: z.string().check(z.normalize('NFC'), z.minLength(8, 'passwordRule'), z.maxLength(128, 'passwordLong')),
});

export type LoginValues = z.infer<typeof loginSchema>;
export type RegisterValues = z.infer<typeof registerSchema>;
export type AuthRule = 'needed' | 'usernameRule' | 'emailRule' | 'passwordRule' | 'passwordLong';

const RULES: ReadonlySet<string> = new Set<AuthRule>([
  'needed',
  'usernameRule',
  'emailRule',
  'passwordRule',
  'passwordLong',
]);

/** Whether a message is a catalog key; the server's own messages are shown unchanged. */
export const isRule = (message: string): message is AuthRule => RULES.has(message);

/**
 * Roughly estimates a password's strength from its length and variety. Only a hint while typing: the server decides
 * which passwords it refuses.
 * @returns 0 (very weak) to 4 (strong)
 */
export function passwordStrength(password: string): 0 | 1 | 2 | 3 | 4 {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^\p{L}\d]/u, /[^\x20-\x7e]/].filter((kind) => kind.test(password)).length;
  // Sequences and repetitions add length but no strength.
  const distinct = new Set(password.toLowerCase()).size;
  const score = Math.min(password.length, distinct * 2) + kinds * 2;
  if (password.length < 8 || distinct < 4) return 0;
  if (score < 13) return 1;
  if (score < 17) return 2;
  if (score < 22) return 3;
  return 4;
}
