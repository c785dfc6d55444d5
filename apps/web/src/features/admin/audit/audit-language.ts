import { useTranslation } from 'react-i18next';
import { type Language } from '../query/language';
import { type QueryTexts } from '../query/query-bar';
import { type AuditFacet, type AuditFilter, fetchAuditValues } from './api';

const FIELDS = ['actor', 'action', 'target', 'kind', 'result'] as const;
export type Field = (typeof FIELDS)[number];
const RESULTS = ['ok', 'refused', 'failed'] as const;

const FACETS: Record<Exclude<Field, 'result'>, AuditFacet> = {
  actor: 'actor_name',
  action: 'action',
  target: 'target_name',
  kind: 'target_type',
};

/** The query language of the audit log. */
export const AUDIT_LANGUAGE: Language<Field, AuditFilter> = {
  name: 'audit',
  fields: FIELDS,
  negatable: [],
  filterOf: ({ field, value }) => {
    if (field === 'kind') return { target_type: value };
    if (field !== 'result') return { [field]: value };
    const result = RESULTS.find((known) => known === value);
    return result && { result };
  },
  valuesOf: (field) => {
    if (field === 'result') return () => Promise.resolve(RESULTS.map((value) => ({ value })));
    return (signal) => fetchAuditValues(FACETS[field], signal);
  },
};

export function useAuditTexts(): QueryTexts<Field> {
  const { t } = useTranslation('admin');
  return {
    label: t('audit.search'),
    hint: t('audit.searchHint'),
    field: (field) => t(`audit.fields.${field}`),
    expected: (field) => (field === 'result' ? t('audit.expectedResult') : t('logs.expected.other')),
  };
}
