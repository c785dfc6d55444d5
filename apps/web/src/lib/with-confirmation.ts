import { ApiError } from '@pocket-llm/api-client';
import { create } from 'zustand';

/**
 * What has to be confirmed: the person's password, that a statement changes every row of a table, or why a request
 * reaches other people's chats.
 */
type Confirmation = 'password' | 'every-row' | 'reason';
/** The answer: yes or no, or the reason. */
type Answer = boolean | string;

/** The confirmation that a request is waiting for. `answer` repeats the request or gives it up. */
export const useConfirmation = create<{ pending?: Confirmation; answer: (answer: Answer) => void }>(() => ({
  answer: () => undefined,
}));

const ask = (pending: Confirmation): Promise<Answer> =>
  new Promise((resolve) =>
    useConfirmation.setState({
      pending,
      answer: (answer) => {
        useConfirmation.setState({ pending: undefined });
        resolve(answer);
      },
    }),
  );

/** What the person has confirmed, as the server takes it. */
export interface Given {
  confirm?: true;
  reason?: string;
}

/**
 * Sends a dangerous request. If the server requires a confirmation first, `ConfirmationDialogs` asks the person and
 * the request is repeated. If the person declines, the server's error is thrown.
 */
export async function withConfirmation<T>(send: (given: Given) => Promise<T>, given: Given = {}): Promise<T> {
  try {
    return await send(given);
  } catch (error) {
    const code = error instanceof ApiError ? error.code : undefined;
    if (code === 'auth.confirm-required' && (await ask('password'))) return withConfirmation(send, given);
    if (code === 'sql.everything' && !given.confirm && (await ask('every-row')))
      return withConfirmation(send, { ...given, confirm: true });
    if (code?.endsWith('.reason-required') && given.reason === undefined) {
      const reason = await ask('reason');
      if (typeof reason === 'string') return withConfirmation(send, { ...given, reason });
    }
    throw error;
  }
}
