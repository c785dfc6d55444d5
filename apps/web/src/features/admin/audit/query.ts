import { auditFacets, type AuditFacetsData, type AuditListData } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { type Language } from '../query/language';
import { type QueryTexts } from '../query/query-bar';

const FIELDS = ['actor', 'action', 'target', 'kind', 'result'] as const;
export type Field = (typeof FIELDS)[number];
const RESULTS = ['ok', 'refused', 'failed'] as const;

type FacetField = NonNullable<NonNullable<AuditFacetsData['query']>['field']>;
const FACETS: Record<Exclude<Field, 'result'>, FacetField> = {
  actor: 'actor_name',
  action: 'action',
  target: 'target_name',
  kind: 'target_type',
};

/** The server's filters, without time and paging. */
export type AuditFilter = Omit<NonNullable<AuditListData['query']>, 'limit' | 'cursor' | 'from' | 'to'>;

/** What can be asked of the audit log. */
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
    return async (signal) => (await auditFacets({ query: { field: FACETS[field] }, signal })).data;
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
