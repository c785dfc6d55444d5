import type { PushHealth } from '../../chat/index.js';
import type { CheckDto } from './doctor.dto.js';

const ID = 'web-push';
const TITLE = '“Your answer is ready”';

const devicesOf = (count: number): string => `${count} ${count === 1 ? 'device' : 'devices'}`;

/** A failure is news for this time. */
const NEWS_MS = 24 * 3_600_000;

/**
 * Whether people's devices can be told that an answer is ready (Web Push), which push service failed lately, and
 * whether devices had to be removed.
 */
export function pushChecks(health: PushHealth): CheckDto[] {
  return [setup(health), ...failed(health), ...removed(health)];
}

function setup({ devices, contact }: PushHealth): CheckDto {
  const head = { id: ID, title: TITLE };
  const told = devices === 0 ? 'Nobody has turned it on.' : `${devicesOf(devices)} will be told.`;
  if (contact) return { ...head, state: 'ok', detail: `${told} Push services find you at ${contact}.` };
  return {
    ...head,
    state: 'note',
    detail:
      `${told} The portal has no https address: only browsers on this machine can turn it on, and push services, ` +
      'which want one as a contact, may refuse it.',
    fix: 'Set PUBLIC_URL to the https address that people open.',
  };
}

function failed({ lastFailure }: PushHealth): CheckDto[] {
  if (!lastFailure || Date.now() - lastFailure.at.getTime() > NEWS_MS) return [];
  const { host, reason, at, until } = lastFailure;
  const pause = until ? `; it is skipped until ${until.toISOString()}` : '';
  return [
    {
      id: `${ID}-failure`,
      title: `${TITLE}: delivery`,
      // Browsers name the services, so one that failed once may be nobody's fault.
      state: until ? 'warn' : 'note',
      detail: `${host} ${reason}, at ${at.toISOString()}${pause}.`,
      fix: 'See whether this server reaches it: a firewall must let https out. It is tried again by itself.',
    },
  ];
}

function removed({ otherKey }: PushHealth): CheckDto[] {
  if (!otherKey) return [];
  const { devices, at } = otherKey;
  return [
    {
      id: `${ID}-key`,
      title: `${TITLE}: key`,
      state: 'warn',
      detail:
        `${devicesOf(devices)} had subscribed with another key and ${devices === 1 ? 'was' : 'were'} removed, at ` +
        `${at.toISOString()}. The key comes from JWT_SECRET: another one ends all subscriptions.`,
      fix: 'Tell people to turn the message on again under Settings → Chat.',
    },
  ];
}
