/** Where the application keeps what is its own in its bucket: files as they were sent, and what is made of them. */
export const OWN_PREFIXES = ["raw/", "lake/"] as const;

export const isOwnKey = (key: string): boolean => OWN_PREFIXES.some((prefix) => key.startsWith(prefix));
