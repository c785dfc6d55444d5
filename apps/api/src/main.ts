import { loadServer } from './bootstrap/bundle.js';

loadServer().run();
