/** The base URL of this installation. */
export const ownAddress = (): string => window.location.origin;

/** The placeholder for the key in every example. */
export const KEY_PLACEHOLDER = 'YOUR_API_KEY';
