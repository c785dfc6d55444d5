import { authConfirm } from '@pocket-llm/api-client';
import { useMutation } from '@tanstack/react-query';

/** Confirms the person's password, which the server remembers for a while. */
export const useConfirmPassword = () =>
  useMutation({ mutationFn: (password: string) => authConfirm({ body: { password } }) });
