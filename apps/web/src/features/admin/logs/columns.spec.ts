import { type LogEntry } from '@pocket-llm/api-client';
import { cellOf, detailColumn, readColumns, toggleColumn } from './columns';

const entry = {
  request_id: 'r-1',
  ip_address: null,
  metadata: { model: 'm', tokens: 5, options: { seed: 1 } },
} as unknown as LogEntry;

it('parses the columns in an address: no duplicates, at most three', () => {
  expect(readColumns(undefined)).toEqual([]);
  expect(readColumns('request,hash,request,detail.model')).toEqual(['request', 'detail.model']);
  expect(readColumns('request,address,agent,detail.x')).toEqual(['request', 'address', 'agent']);
});

it('adds and removes columns; a fourth one replaces the first', () => {
  expect(toggleColumn(undefined, 'agent')).toBe('agent');
  expect(toggleColumn('agent,request', 'agent')).toBe('request');
  expect(toggleColumn('agent', 'agent')).toBeUndefined();
  expect(toggleColumn('request,address,agent', 'detail.model')).toBe('address,agent,detail.model');
});

it.each([
  ['request', 'r-1'],
  ['address', ''],
  ['detail.model', 'm'],
  ['detail.tokens', '5'],
  ['detail.options', '{"seed":1}'],
  ['detail.none', ''],
])('shows %s', (column, text) => {
  expect(cellOf(entry, column)).toBe(text);
});

it('supports no column whose name has a comma', () => {
  expect(detailColumn('a,b')).toBeUndefined();
});
