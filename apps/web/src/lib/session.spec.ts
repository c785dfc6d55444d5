import { setSession, type AuthSession } from '@pocket-llm/api-client';
import { mayKeepPassword, onForget, signIn } from './session';

it.each(['localhost', 'portal.localhost', '127.0.0.1', '127.8.9.1', '[::1]'])(
  'the first password may stay for now at %s, which only this machine reaches',
  (hostname) => expect(mayKeepPassword(hostname)).toBe(true),
);
it.each(['portal.example', '192.168.1.4', 'localhost.example', '127.0.0.1.example', '[fe80::1]'])(
  'the first password must be changed at %s',
  (hostname) => expect(mayKeepPassword(hostname)).toBe(false),
);

it('what a person left in memory goes when another one signs in, not when the same one does again', () => {
  const forget = jest.fn();
  onForget(forget);
  const of = (id: string) => ({ user: { id, username: id } }) as AuthSession;
  signIn(of('ada'));
  setSession(null);
  signIn(of('ada'));
  expect(forget).not.toHaveBeenCalled();
  setSession(null);
  signIn(of('grace'));
  expect(forget).toHaveBeenCalledTimes(1);
  // In another tab: this one gets the session when it renews its own.
  setSession(of('noah'));
  expect(forget).toHaveBeenCalledTimes(2);
});
