// One chunk: the pages share nearly all of their parts, and the frame that the chat loads names each chunk.
export { BackendsPage } from './backends-page';
export { ModelsPage } from '../models/models-page';
