import { mayKeepPassword } from './session';

it.each(['localhost', 'portal.localhost', '127.0.0.1', '127.8.9.1', '[::1]'])(
  'the first password may stay for now at %s, which only this machine reaches',
  (hostname) => expect(mayKeepPassword(hostname)).toBe(true),
);
it.each(['portal.example', '192.168.1.4', 'localhost.example', '127.0.0.1.example', '[fe80::1]'])(
  'the first password must be changed at %s',
  (hostname) => expect(mayKeepPassword(hostname)).toBe(false),
);
