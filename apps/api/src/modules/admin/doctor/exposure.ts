import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { isLoopbackHost } from '../../../common/http/addresses.js';
import type { Env } from '../../../config/env.js';
import type { CheckDto } from './doctor.dto.js';

const CONNECT_TIMEOUT_MS = 500;

/** Addresses of this machine that other machines can reach. */
export const outerAddresses = (): string[] =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80'))
    .map(({ address }) => address);

/** Whether something accepts connections there. */
export const answers = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => end(false));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });

/** Whether people whom the proxy signs in need a second factor that they cannot have. @param keptOut how many do */
export function proxySecondFactorCheck({ TRUSTED_HEADER_SECOND_FACTOR: vouches }: Env, keptOut: number): CheckDto[] {
  if (keptOut === 0 || vouches === 'yes') return [];
  return [
    {
      id: 'proxy-second-factor',
      title: 'Second factor behind the proxy',
      state: 'warn',
      detail:
        `The settings require a second factor, and ${keptOut} ${keptOut === 1 ? 'person' : 'people'} whom the proxy ` +
        'signs in can set up none: that needs a password.',
      fix: 'If the proxy asks for a second factor, set TRUSTED_HEADER_SECOND_FACTOR=yes; or give them passwords.',
    },
  ];
}

/** Whether a header signs people in, and who could write it; nothing where no header does. */
export function proxySignInCheck(env: Env): CheckDto[] {
  const { TRUSTED_HEADER_AUTH: header, TRUSTED_HEADER_NETWORKS: networks = [], TRUSTED_HEADER_SECRET: secret } = env;
  if (header === undefined) return [];
  const head = { id: 'proxy-sign-in', title: 'Sign-in by a proxy' };
  const on = `The header ${header} signs people in, in connections from ${networks.join(', ')}`;
  if (secret !== undefined) return [{ ...head, state: 'ok', detail: `${on} that carry the secret.` }];
  if (isLoopbackHost(env.HOST))
    return [{ ...head, state: 'note', detail: `${on}. Whoever has an account on this machine can write it too.` }];
  return [
    {
      ...head,
      state: 'warn',
      detail: `${on}. Whoever can connect from there signs in as anybody.`,
      fix: 'Set TRUSTED_HEADER_SECRET and let the proxy send it as X-Pocket-Proxy-Secret, or let HOST be 127.0.0.1.',
    },
  ];
}
