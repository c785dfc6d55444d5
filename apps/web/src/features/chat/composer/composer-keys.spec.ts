import { composerAction, type ComposerKey } from './composer-keys';

const press = (keys: Partial<ComposerKey> = {}): ComposerKey => ({
  key: 'Enter',
  keyCode: 13,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  ...keys,
});

describe('Enter in the composer', () => {
  it.each([
    ['sends', press(), 'send', false, 'send'],
    ['with Shift starts a line', press({ shiftKey: true }), 'send', false, 'newline'],
    ['starts a line where the preference says so', press(), 'newline', false, 'newline'],
    ['with Ctrl sends even then', press({ ctrlKey: true }), 'newline', false, 'send'],
    ['with Cmd sends even then', press({ metaKey: true }), 'newline', false, 'send'],
    ['starts a line on a phone', press(), 'send', true, 'newline'],
    ['is not meant by another key', press({ key: 'a', keyCode: 65 }), 'send', false, null],
    // Chrome and Firefox: the key press comes first, then the composition ends.
    ['chooses a candidate while composing', press({ isComposing: true, keyCode: 229 }), 'send', false, null],
    ['chooses a candidate where only the flag says so', press({ isComposing: true }), 'send', false, null],
    // Safari: the composition ends before the key press, so only the key code tells.
    ['chooses a candidate where only the code says so', press({ keyCode: 229 }), 'send', false, null],
    ['chooses a candidate even with Ctrl', press({ keyCode: 229, ctrlKey: true }), 'send', false, null],
  ] as const)('%s', (_name, event, setting, touch, expected) => {
    expect(composerAction(event, setting, touch)).toBe(expected);
  });
});
