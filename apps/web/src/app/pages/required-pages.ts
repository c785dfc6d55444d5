// One chunk: what comes before everything else. The frame that the chat loads names each chunk, which costs it.
export { SecondFactorPage } from './second-factor-page';
export { TermsPage } from './terms-page';
