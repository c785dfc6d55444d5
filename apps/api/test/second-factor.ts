import { TOTP } from 'otpauth';
import { Authenticator } from './authenticator.js';
import type { Client, Reply } from './client.js';
import { PASSWORD, startPortal, type Portal } from './portal.js';

const PERIOD_MS = 30_000;

/** Codes of an authenticator app. The test chooses how many steps from now. */
export class Phone {
  constructor(readonly secret: string) {}

  /** @param ahead -1, 0 and 1 are taken by the server */
  code(ahead = 0): string {
    return new TOTP({ secret: this.secret }).generate({ timestamp: Date.now() + ahead * PERIOD_MS });
  }
}

/** A portal with what tests of second factors do again and again. */
export async function startSecondFactors() {
  const portal: Portal = await startPortal();
  const admin = await portal.anyone.login('admin', 'admin123');
  const origin = `http://localhost:${new URL(portal.server.url).port}`;
  /** As a browser sees the portal: passkeys need a name, and the tests listen on an address. */
  const named = (client: Client): Client => client.with({ host: new URL(origin).host });
  const passwordStep = ({ username }: { username: string }): Promise<Reply> =>
    portal.anyone.post('/api/auth/login', { username, password: PASSWORD });
  return {
    portal,
    admin,
    origin,
    named,
    passwordStep,
    challengeOf: async (person: { username: string }) => (await passwordStep(person)).body.challenge as string,
    second: (challenge: string, code: string) => portal.anyone.post('/api/auth/login/second', { challenge, code }),
    /** Makes the codes taken so far old, so that the next ones are new without waiting for the clock. */
    forgetSteps: (userId: string) =>
      portal.sql('UPDATE totp_secrets SET last_step = NULL WHERE user_id = $1', [userId]),
    forgetFailures: (userId: string) => portal.sql('DELETE FROM code_failures WHERE user_id = $1', [userId]),
    async enrol(person: Client): Promise<{ phone: Phone; recoveryCodes: string[] }> {
      const phone = new Phone((await person.post('/api/auth/totp')).body.secret as string);
      const { status, body } = await person.post('/api/auth/totp/confirm', { code: phone.code() });
      expect([status, body.code]).toEqual([200, undefined]);
      return { phone, recoveryCodes: body.recovery_codes as string[] };
    },
    async addPasskey(person: Client) {
      const device = new Authenticator(origin);
      const { body: options } = await named(person).post('/api/auth/passkeys/options');
      const reply = await named(person).post('/api/auth/passkeys', { name: 'laptop', passkey: device.create(options) });
      return { device, reply };
    },
    passkeyOptions: async (challenge?: string) =>
      (await named(portal.anyone).post('/api/auth/passkeys/login/options', { challenge })).body,
    withPasskey: (passkey: object) => named(portal.anyone).post('/api/auth/passkeys/login', { passkey }),
  };
}

export type SecondFactorPortal = Awaited<ReturnType<typeof startSecondFactors>>;
