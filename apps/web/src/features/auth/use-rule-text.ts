import { useTranslation } from 'react-i18next';
import { isRule } from './schemas';

/** Translates a form's validation message. */
export function useRuleText(): (error: { message?: string } | undefined) => string | undefined {
  const { t } = useTranslation('auth');
  return (error) => (error?.message && isRule(error.message) ? t(error.message) : error?.message);
}
