/** Control characters, and the marks that make text read in another order than it is written. */
const UNSHOWABLE = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A name as people are shown it: composed (NFC), without control characters and direction overrides, trimmed.
 * Slashes, dots, quotes and emoji stay: it is never used as a path. May be empty.
 */
export const shownName = (name: string): string => name.toWellFormed().normalize("NFC").replace(UNSHOWABLE, "").trim();
