import { continueRun, editRun, regenerateRun, resumeRun, startRun, stopRun, whenThreadsSaved } from '../api';
import { type RunApi } from './run-controller';

/** The controller's server calls: each kind of request has its own route. */
export const runServer: RunApi = {
  async start({ key, request, threadId }, options) {
    await whenThreadsSaved();
    switch (request.kind) {
      case 'join':
        throw new TypeError('A run that was found running is joined, not started.');
      case 'regenerate':
        return regenerateRun(request.messageId, { model: request.model, length: request.length }, options);
      case 'continue':
        return continueRun(request.messageId, { model: request.model }, options);
      case 'edit':
        return editRun(
          request.messageId,
          { prompt: request.prompt, model: request.model, client_message_id: key },
          options,
        );
      case 'prompt': {
        const { prompt, images, files, model, parentId, newChat, compareWith } = request;
        const body = {
          prompt,
          model,
          compare_models: compareWith?.length ? [...compareWith] : undefined,
          thread_id: threadId,
          parent_id: parentId,
          client_message_id: key,
          images: images?.length ? [...images] : undefined,
          file_ids: files?.map(({ id }) => id),
        };
        return startRun({ ...body, ...(threadId === undefined ? newChat : undefined) }, options);
      }
    }
  },
  resume: resumeRun,
  stop: stopRun,
};
