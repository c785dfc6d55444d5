// What people and administrators ask of a full database. Each case says what its reply must be like.
import { ABSENT_WORD, COMMON_WORD, RARE_WORD } from './text.mjs';

const DAY = 86_400_000;
const page = (rows) => (body) => body.length === rows;
const lines = (least) => (body) => body.logs.length >= least;
const since = (days) => `from=${new Date(Date.now() - days * DAY).toISOString()}`;

/**
 * @param deep cursor of a page after nine tenths of the owner's threads
 * @param longest id of the longest thread
 * @param line a line in the middle of the log
 */
export const casesOf = ({ deep, longest, line }) => [
  ['list', 'threads, first page of 50', '/api/chat/threads?limit=50', page(50)],
  ['list-deep', 'threads, the page after 90 %', `/api/chat/threads?limit=50&cursor=${deep}`, page(50)],
  ['list-model', 'threads of a model', '/api/chat/threads?limit=50&model=qwen3:8b', page(50)],
  ['list-code', 'threads with code (none has)', '/api/chat/threads?limit=50&has_code=true', page(0)],
  ['open', 'open the longest thread, whole', `/api/chat/threads/${longest}`, ({ messages }) => messages.length > 0],
  [
    'open-part',
    'open the newest 50 of the longest thread',
    `/api/chat/threads/${longest}?limit=50`,
    ({ messages }) => messages.length === 50,
  ],
  ['search-rare', 'search: a word of 100 threads', `/api/chat/threads?limit=50&q=${RARE_WORD}`, page(50)],
  ['search-common', 'search: a word of every message', `/api/chat/threads?limit=50&q=${COMMON_WORD}`, page(50)],
  ['search-two', 'search: a common and a rare word', `/api/chat/threads?q=${COMMON_WORD}%20${RARE_WORD}`, page(50)],
  ['search-none', 'search: a word of no message', `/api/chat/threads?limit=50&q=${ABSENT_WORD}`, page(0)],
  ['search-without', 'search: not the common word', `/api/chat/threads?q=${RARE_WORD}%20-${COMMON_WORD}`, page(0)],
  ['search-signs', 'search: signs of no message', '/api/chat/threads?limit=50&q=%3D%3E%3E', page(0)],
  ['logs', 'log, first page of 50', '/api/admin/logs?limit=50', lines(50)],
  ...[
    ['level', 'level=error', 50],
    ['level-info', 'level=info', 50],
    ['status', 'status_code=503', 50],
    ['status-none', 'status_code=418', 0],
    ['user', 'username=user7', 50],
    ['user-none', 'username=nobody', 0],
    ['user-id', 'user_id=00000000-0000-4000-8000-000000000000', 0],
    ['path', 'endpoint=/api/route7', 50],
    ['path-none', 'endpoint=/api/nothing', 0],
    ['action', 'action=area.action0', 50],
    ['action-rare', 'action=area.action18', 50],
    ['method', 'method=PUT', 50],
    ['method-none', 'method=PATCH', 0],
    ['request', `request_id=${line.request_id}`, 1],
    ['time', `to=${new Date(line.at).toISOString()}`, 50],
    ['model', 'model=model-3', 50],
    ['model-none', 'model=absent:1b', 0],
    ['key', 'key=key%2077', 50],
    ['error-code', 'error=llm.unavailable', 50],
    ['error-words', 'error=ECONNREFUSED', 1],
    ['error-none', 'error=nothing%20like%20it', 0],
    ['slow', 'min_duration_ms=399.99', 0],
    ['slow-none', 'min_duration_ms=5000', 0],
    ['text', 'q=action1', 50],
    ['text-none', 'q=wyvern', 0],
    ['not', 'not_method=GET', 50],
    ['two', 'username=user7&level=error', 0],
    ['two-none', 'username=user7&action=area.action0&method=PATCH', 0],
  ].map(([id, filter, least]) => [
    `log-${id}`,
    `log: ${decodeURIComponent(filter)}`,
    `/api/admin/logs?limit=50&${filter}`,
    lines(least),
  ]),
  ['histogram', 'histogram, all', '/api/admin/logs/histogram', Boolean],
  ['histogram-user', 'histogram of a user', '/api/admin/logs/histogram?username=user7', Boolean],
  ['histogram-none', 'histogram of a text of no line', '/api/admin/logs/histogram?q=wyvern', Boolean],
  ['facets', 'values of a field', '/api/admin/logs/facets?field=action', Boolean],
  ...[1, 7, 30].map((days) => [
    `dashboard-${days}`,
    `dashboard, ${days} d`,
    `/api/admin/telemetry?${since(days)}`,
    Boolean,
  ]),
  ['usage', 'own usage of a year, by day', `/api/developer/usage?group_by=day&from=${dayOf(364)}`, Boolean],
];

function dayOf(ago) {
  return new Date(Date.now() - ago * DAY).toISOString().slice(0, 10);
}
