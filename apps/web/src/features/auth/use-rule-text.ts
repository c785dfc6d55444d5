import { useTranslation } from 'react-i18next';
import { isRule } from './schemas';

/** Turns what a form says about a field into words. */
export function useRuleText(): (error: { message?: string } | undefined) => string | undefined {
  const { t } = useTranslation('auth');
  return (error) => (error?.message && isRule(error.message) ? t(error.message) : error?.message);
}
