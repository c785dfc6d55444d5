import { act, renderHook, waitFor } from '@testing-library/react';
import { startReading, useReading } from '@/features/chat/audio/read-aloud';
import { attach, useImages } from '@/features/chat/composer/use-images';
import { extrasOf, setExtras } from '@/features/chat/extras';
import { useNewChatParams } from '@/features/chat/params/use-params';
import { withTexts } from '../../../test/texts';
import { useLeave } from './use-leave';

beforeAll(withTexts);

const navigate = jest.fn();
jest.mock('@tanstack/react-router', () => ({ useNavigate: () => navigate }));
jest.mock('@pocket-llm/api-client', () => ({
  ...jest.requireActual<object>('@pocket-llm/api-client'),
  authLogout: () => Promise.resolve(),
}));

it('ends what is read aloud, and leaves the next person nothing that was chosen for chats', async () => {
  const cancel = jest.fn();
  class SpeechSynthesisUtterance {}
  const getVoices = () => [{ lang: 'en-US', localService: true }];
  const speechSynthesis = { getVoices, speak: () => undefined, cancel };
  Object.assign(globalThis, { SpeechSynthesisUtterance, speechSynthesis });
  void startReading('a', 'Paris.', false);
  for (const thread of [undefined, 't']) setExtras(thread, ['llama']);
  attach('t', ['picture']);
  useNewChatParams.setState({ system: 'Be brief.' });
  const { result } = renderHook(useLeave);
  await act(() => result.current());
  expect(navigate).toHaveBeenCalledWith({ to: '/login' });
  for (const thread of [undefined, 't']) expect(extrasOf(thread, undefined)).toEqual([]);
  expect(renderHook(() => useImages('t', 't')).result.current.images).toEqual([]);
  expect(useNewChatParams.getState()).toEqual({ system: null, options: null });
  await waitFor(() => expect(useReading.getState().id).toBeUndefined());
  expect(cancel).toHaveBeenCalled();
});
