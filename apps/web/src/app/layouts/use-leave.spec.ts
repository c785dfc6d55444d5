import { act, renderHook, waitFor } from '@testing-library/react';
import { startReading, useReading } from '@/features/chat/audio/read-aloud';
import { extrasOf, setExtras } from '@/features/chat/extras';
import { useLeave } from './use-leave';

const navigate = jest.fn();
jest.mock('@tanstack/react-router', () => ({ useNavigate: () => navigate }));
jest.mock('@pocket-llm/api-client', () => ({
  ...jest.requireActual<object>('@pocket-llm/api-client'),
  authLogout: () => Promise.resolve(),
}));

it('ends what is read aloud, and leaves the next person no models of the new chat', async () => {
  const cancel = jest.fn();
  class SpeechSynthesisUtterance {}
  const getVoices = () => [{ lang: 'en-US', localService: true }];
  const speechSynthesis = { getVoices, speak: () => undefined, cancel };
  Object.assign(globalThis, { SpeechSynthesisUtterance, speechSynthesis });
  void startReading('a', 'Paris.', false);
  setExtras(undefined, ['llama']);
  const { result } = renderHook(useLeave);
  await act(() => result.current());
  expect(navigate).toHaveBeenCalledWith({ to: '/login' });
  expect(extrasOf(undefined, undefined)).toEqual([]);
  await waitFor(() => expect(useReading.getState().id).toBeUndefined());
  expect(cancel).toHaveBeenCalled();
});
