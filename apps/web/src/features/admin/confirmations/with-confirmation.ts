import { ApiError } from '@pocket-llm/api-client';
import { create } from 'zustand';

/** What has to be confirmed: the own password, or that a statement touches every row of a table. */
type Confirmation = 'password' | 'every-row';

/** The confirmation that a request waits for; `answer` repeats the request, or gives it up. */
export const useConfirmation = create<{ pending?: Confirmation; answer: (yes: boolean) => void }>(() => ({
  answer: () => undefined,
}));

const ask = (pending: Confirmation): Promise<boolean> =>
  new Promise((resolve) =>
    useConfirmation.setState({
      pending,
      answer: (yes) => {
        useConfirmation.setState({ pending: undefined });
        resolve(yes);
      },
    }),
  );

/**
 * Sends a dangerous request. When the server wants a confirmation first, the person is asked by `ConfirmationDialogs`,
 * and the request is repeated. Without the confirmation the server's error is thrown.
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
