/** @returns `undefined` for what is no JSON, and for `null`: Redis may hold anything */
export function parseJson<T>(text: string): T | undefined {
  try {
    return (JSON.parse(text) as T | null) ?? undefined;
  } catch {
    return undefined;
  }
}
