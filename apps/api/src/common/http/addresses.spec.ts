import { isInNetworks, isLoopbackHost, isPublicAddress } from './addresses.js';

it.each([
  ['8.8.8.8', true],
  ['2606:4700::1111', true],
  ['10.1.2.3', false],
  ['100.64.0.1', false],
  ['169.254.169.254', false],
  ['192.0.2.1', false],
  ['192.88.99.1', false],
  ['198.18.0.1', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['::1', false],
  ['fd00::1', false],
  ['fe80::1', false],
  ['2001:db8::1', false],
  ['2001::1', false],
  ['2002:a00:1::', false],
  ['::ffff:8.8.8.8', false],
  ['::ffff:a9fe:a9fe', false],
  ['64:ff9b::808:808', false],
  ['4000::1', false],
  ['2130706433', false],
  ['0x7f.1', false],
  ['', false],
])('%s is in the open internet: %s', (address, expected) => {
  expect(isPublicAddress(address)).toBe(expected);
});

it.each([
  ['localhost', true],
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['[::1]', true],
  ['127.example.org', false],
  ['10.0.0.1', false],
])('%s is this machine: %s', (host, expected) => {
  expect(isLoopbackHost(host)).toBe(expected);
});

it.each([
  ['10.1.2.3', ['10.0.0.0/8'], true],
  ['::ffff:10.1.2.3', ['10.0.0.0/8'], true],
  ['11.1.2.3', ['10.0.0.0/8', '11.1.2.4'], false],
  ['11.1.2.4', ['10.0.0.0/8', '11.1.2.4'], true],
  ['2001:db8::1', ['10.0.0.0/8', '2001:db8::/32'], true],
  ['2001:db8:0:0::1', ['2001:db8::1'], true],
  ['nonsense', ['0.0.0.0/0'], false],
])('%s in %j: %s', (address, entries, expected) => {
  expect(isInNetworks(address, entries)).toBe(expected);
});
