let saving: Promise<unknown> = Promise.resolve();

/** Saves one after the other: of two quick changes the later one has to arrive last. */
export function saveInTurn<Result>(save: () => Promise<Result>): Promise<Result> {
  const done = saving.then(save, save);
  saving = done.catch(() => undefined);
  return done;
}

/** Resolves once what was changed last is at the server: a question that follows has to find it there. */
export const whenSaved = (): Promise<unknown> => saving;
