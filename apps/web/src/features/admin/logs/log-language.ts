import { useTranslation } from 'react-i18next';
import { type Language, type NewToken } from '../query/language';
import { type QueryTexts } from '../query/query-bar';
import { fetchLogValues, type LogFacet, type LogFilter } from './api';

const FIELDS = [
  'level',
  'user',
  'action',
  'status',
  'path',
  'method',
  'duration',
  'model',
  'key',
  'error',
  'request',
] as const;
export type Field = (typeof FIELDS)[number];
export const LEVELS = ['info', 'warning', 'error'] as const;
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const FACETS: Partial<Record<Field, LogFacet>> = {
  user: 'username',
  action: 'action',
  status: 'status_code',
  path: 'endpoint',
  method: 'method',
  model: 'model',
  key: 'key',
  error: 'error',
};

/** The query language of the request log. */
export const LOG_LANGUAGE: Language<Field, LogFilter> = {
  name: 'logs',
  fields: FIELDS,
  negatable: ['user', 'action', 'status', 'path', 'method'],
  prefix: { duration: '>' },
  filterOf,
  valuesOf: (field) => {
    if (field === 'level') return () => Promise.resolve(LEVELS.map((value) => ({ value })));
    const facet = FACETS[field];
    return facet && ((signal) => fetchLogValues(facet, signal));
  },
};

function filterOf({ field, value, negated }: NewToken<Field> & { field: Field }): LogFilter | undefined {
  switch (field) {
    case 'level':
      return LEVELS.some((level) => level === value) ? { level: value as (typeof LEVELS)[number] } : undefined;
    case 'status': {
      const status = Number(value);
      return Number.isInteger(status) && status >= 100 && status <= 599
        ? { [negated ? 'not_status_code' : 'status_code']: status }
        : undefined;
    }
    case 'duration': {
      const ms = /^>?=?(\d+(?:\.\d+)?)$/.exec(value)?.[1];
      return ms ? { min_duration_ms: Number(ms) } : undefined;
    }
    case 'method':
      return METHODS.includes(value.toUpperCase())
        ? { [negated ? 'not_method' : 'method']: value.toUpperCase() }
        : undefined;
    case 'request':
      return UUID.test(value) ? { request_id: value } : undefined;
    case 'model':
    case 'key':
    case 'error':
      return { [field]: value };
    case 'user':
      return { [negated ? 'not_username' : 'username']: value };
    case 'action':
      return { [negated ? 'not_action' : 'action']: value };
    case 'path':
      return { [negated ? 'not_endpoint' : 'endpoint']: value };
  }
}

const EXPECTED = ['level', 'status', 'method', 'duration', 'request'] as const;

export function useLogTexts(): QueryTexts<Field> {
  const { t } = useTranslation('admin');
  return {
    label: t('logs.search'),
    hint: t('logs.searchHint'),
    field: (field) => t(`logs.fields.${field}`),
    expected: (field) => t(`logs.expected.${EXPECTED.find((known) => known === field) ?? 'other'}`),
  };
}
