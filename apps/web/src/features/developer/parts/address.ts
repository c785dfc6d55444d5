/** The base URL of this installation. */
export const ownAddress = (): string => window.location.origin;

/** Stands for the key in every example. */
export const KEY_PLACEHOLDER = 'YOUR_API_KEY';
