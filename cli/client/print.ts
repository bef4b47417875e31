/** The command's answer; progress and warnings never go here. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export const printJson = (document: unknown): void => print(JSON.stringify(document, null, 2));

export function warn(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}
