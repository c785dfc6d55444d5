import { besideSkewed, HOUR, SECOND, setUp } from './two-clocks.js';

setUp();
describe.each([-HOUR, 30 * SECOND])('F8: beside a server whose clock is %d ms ahead', besideSkewed);
