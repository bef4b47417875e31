/** The one way a name or a text enters SQL that is built from parts. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
export const literals = (texts: readonly string[]): string => texts.map(literal).join(", ");
