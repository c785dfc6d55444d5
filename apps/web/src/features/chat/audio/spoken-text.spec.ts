import { voiceFor } from './spoken-text';

const voice = (lang: string, localService = true, isDefault = false) => ({ lang, localService, default: isDefault });

it('a voice is of this device and speaks the language', () => {
  const far = voice('de-DE', false, true);
  const [plain, usual, english] = [voice('de_AT'), voice('de-DE', true, true), voice('en-US')];
  expect(voiceFor([far], 'de')).toBeUndefined();
  expect(voiceFor([far, english], 'de')).toBeUndefined();
  expect(voiceFor([far, english, plain], 'de')).toBe(plain);
  expect(voiceFor([plain, usual], 'de')).toBe(usual);
  expect(voiceFor([usual, plain], 'de-AT')).toBe(plain);
  expect(voiceFor([voice('zh-TW'), voice('zh-CN')], 'zh-CN')).toEqual(voice('zh-CN'));
});
