const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/**
 * A text with one character changed, for each of its characters: to the next of base64url's alphabet, which differs in the lowest
 * bits, to one that differs in the highest, and to one that is not in it. Then with each character left out.
 */
export function mutationsOf(text: string): string[] {
  const mutations: string[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const place = ALPHABET.indexOf(text[index] ?? "");
    const others = [ALPHABET[(place + 1) % 64], ALPHABET[(place + 32) % 64], "=", "."];
    for (const other of ["", ...others]) {
      if (other !== text[index]) mutations.push(text.slice(0, index) + other + text.slice(index + 1));
    }
  }
  return mutations;
}
