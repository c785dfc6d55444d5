import { ApiError } from '@pocket-llm/api-client';
import { create } from 'zustand';

/** What has to be confirmed: the person's password, or that a statement changes every row of a table. */
type Confirmation = 'password' | 'every-row';

/** The confirmation that a request is waiting for. `answer` repeats the request or gives it up. */
export const useConfirmation = create<{ pending?: Confirmation; answer: (confirmed: boolean) => void }>(() => ({
  answer: () => undefined,
}));

const ask = (pending: Confirmation): Promise<boolean> =>
  new Promise((resolve) =>
    useConfirmation.setState({
      pending,
      answer: (confirmed) => {
        useConfirmation.setState({ pending: undefined });
        resolve(confirmed);
      },
    }),
  );

/**
 * Sends a dangerous request. If the server requires a confirmation first, `ConfirmationDialogs` asks the person and
 * the request is repeated. If the person declines, the server's error is thrown.
 */
export async function withConfirmation<T>(
  send: (everyRowConfirmed: boolean) => Promise<T>,
  everyRowConfirmed = false,
): Promise<T> {
  try {
    return await send(everyRowConfirmed);
  } catch (error) {
    const code = error instanceof ApiError ? error.code : undefined;
    if (code === 'auth.confirm-required' && (await ask('password'))) return withConfirmation(send, everyRowConfirmed);
    if (code === 'sql.everything' && !everyRowConfirmed && (await ask('every-row')))
      return withConfirmation(send, true);
    throw error;
  }
}
