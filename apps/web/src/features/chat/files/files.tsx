export { FileChips } from './file-chips';
export { TurnFiles } from './turn-files';
export { addFiles, restore, restoreFiles } from './uploads';
