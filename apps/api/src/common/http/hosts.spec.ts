import { isAllowedHost } from './hosts.js';

const configured = new Set(['chat.example.org']);

it.each([
  '127.0.0.1:8000',
  '192.168.1.20',
  '[::1]:8000',
  'localhost:8000',
  'LOCALHOST',
  'localhost.',
  'nas',
  'nas:3000',
  'nas.local',
  'llm.office.lan',
  'llm.corp.internal:8000',
  'nas.home.arpa',
  'chat.example.org',
  'Chat.Example.Org.:443',
])('answers to %s', (host) => {
  expect(isAllowedHost(host, configured)).toBe(true);
});

it.each([
  'evil.example',
  'chat.example.org.evil.example',
  'example.org',
  'a.chat.example.org',
  '127.0.0.1.evil.example',
  'evil.example:8000',
  'local.evil.example',
  'evil.example#.local',
  'evil.example/.local',
  'user@nas',
  '',
  '[evil.example]',
])('does not answer to %j', (host) => {
  expect(isAllowedHost(host, configured)).toBe(false);
});
