export { BatchesPage } from './batches/batches-page';
export { KeysPage } from './keys/keys-page';
