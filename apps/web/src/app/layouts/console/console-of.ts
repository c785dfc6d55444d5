export type ConsoleName = 'admin' | 'developer';

/** The console that an address belongs to. Apart from its pages, whose icons a chat does not need. */
export const consoleOf = (pathname: string): ConsoleName | undefined =>
  /^\/(admin|developer)(?=\/|$)/.exec(pathname)?.[1] as ConsoleName | undefined;
