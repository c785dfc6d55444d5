// One chunk: what the console has of models. The frame that the chat loads names each chunk, which costs it.
export { BackendsPage } from './backends-page';
export { CachePage } from '../cache/cache-page';
export { ModelsPage } from '../models/models-page';
