import { ApiError } from '@pocket-llm/api-client';
import { create } from 'zustand';

type Question = 'password' | 'everything';

/** A question that stands between a statement and its run; `answer` goes on, or does not. */
export const useAsking = create<{ question?: Question; answer: (yes: boolean) => void }>(() => ({
  answer: () => undefined,
}));

const ask = (question: Question): Promise<boolean> =>
  new Promise((resolve) =>
    useAsking.setState({
      question,
      answer: (yes) => {
        useAsking.setState({ question: undefined });
        resolve(yes);
      },
    }),
  );

/** Does something dangerous; what the server wants to be asked first is asked, and then it is done again. */
export async function withQuestions<T>(work: (confirm: boolean) => Promise<T>, confirm = false): Promise<T> {
  try {
    return await work(confirm);
  } catch (error) {
    const code = error instanceof ApiError ? error.code : undefined;
    if (code === 'auth.confirm-required' && (await ask('password'))) return withQuestions(work, confirm);
    if (code === 'sql.everything' && !confirm && (await ask('everything'))) return withQuestions(work, true);
    throw error;
  }
}
