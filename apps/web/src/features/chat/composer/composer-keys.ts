import { type EnterKey } from '@/lib/prefs';

export interface ComposerKey {
  key: string;
  keyCode: number;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  isComposing: boolean;
}

/**
 * What a key press in the composer does. While an input method composes, Enter chooses a candidate and never sends.
 * Safari ends the composition before the key press, so `isComposing` is false there and only key code 229 tells.
 */
export function composerAction(event: ComposerKey, enterKey: EnterKey, touch: boolean): 'send' | 'newline' | null {
  if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229) return null;
  if (event.ctrlKey || event.metaKey) return 'send';
  if (event.shiftKey || event.altKey || touch || enterKey === 'newline') return 'newline';
  return 'send';
}
