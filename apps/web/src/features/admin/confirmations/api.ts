import { authConfirm } from '@pocket-llm/api-client';
import { useMutation } from '@tanstack/react-query';

/** Confirms the own password, which the server then remembers for a while. */
export const useConfirmPassword = () =>
  useMutation({ mutationFn: (password: string) => authConfirm({ body: { password } }) });
