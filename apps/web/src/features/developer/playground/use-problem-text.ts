import { useTranslation } from 'react-i18next';
import { hasQuestion, type JsonProblem } from './request';
import { usePlayground } from './store';

/** Describes what is wrong with a JSON text. */
export function useProblemText(problem: JsonProblem | undefined): string | undefined {
  const { t } = useTranslation('playground');
  if (!problem) return undefined;
  return problem.reason === 'json' && problem.line
    ? t('wrong.jsonLine', { line: problem.line })
    : t(`wrong.${problem.reason}`);
}

/** Why the request cannot be sent; undefined when it can. */
export function useRunProblem(): string | undefined {
  const { t } = useTranslation('playground');
  const { body, problem } = usePlayground();
  const unreadable = useProblemText(problem);
  if (unreadable) return unreadable;
  if (!body['model']) return t('wrong.model');
  return hasQuestion(body) ? undefined : t('wrong.empty');
}
