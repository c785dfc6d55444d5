/** A copy without the fields that are `null`, which typed clients send for "not given". */
export const withoutNulls = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as T;
