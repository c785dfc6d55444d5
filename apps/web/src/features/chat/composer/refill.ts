/** What is put into the composer from outside: a suggestion, or what could not be sent. */
export interface Refill {
  text: string;
  images?: readonly string[];
}
