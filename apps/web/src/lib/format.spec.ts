import { formatBytes, formatDuration } from './format';

it.each([
  [0, '0 kB'],
  [400, '0.4 kB'],
  [33_201, '33 kB'],
  [1_563_648, '1.6 MB'],
  [512_000_000, '512 MB'],
  [1_600_000_000, '1.6 GB'],
  [252_000_000_000_000, '252 TB'],
  [3_000_000_000_000_000, '3,000 TB'],
])('%d bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

it.each([
  [12, '12 ms'],
  [1_400, '1.4 s'],
  [8_000, '8 s'],
  [42_300, '42 s'],
  [120_000, '2 min'],
])('%d milliseconds are %s', (ms, text) => expect(formatDuration(ms).replace('\u00A0', ' ')).toBe(text));
