/** The address of this installation, as programs write it. */
export const ownAddress = (): string => window.location.origin;

/** What stands in every example in place of a key. */
export const KEY_PLACEHOLDER = 'YOUR_API_KEY';
