export const REGISTRATION_MODES = ['open', 'approval', 'closed'] as const;
export type RegistrationMode = (typeof REGISTRATION_MODES)[number];

interface SettingSpec {
  default: unknown;
  description: string;
  /** What a value must be, as a phrase for the refusal; `accepts` decides. */
  expected: string;
  accepts(value: unknown): boolean;
}

/** Every setting that an admin can change while the server runs. */
export const SETTINGS = {
  registration_mode: {
    default: 'open' as RegistrationMode,
    description: 'Who may create an account: open (anyone), approval (an admin lets each one in), closed (admins create accounts).',
    expected: `one of ${REGISTRATION_MODES.join(', ')}`,
    accepts: (value) => REGISTRATION_MODES.includes(value as RegistrationMode),
  },
} satisfies Record<string, SettingSpec>;

export type SettingKey = keyof typeof SETTINGS;
export type SettingValue<K extends SettingKey> = (typeof SETTINGS)[K]['default'];
