import type { Finding, Fix } from "./contract.ts";

export const good = (sentence: string): Finding => ({ level: "good", sentence, mend: null, fix: null });

export const unknown = (sentence: string): Finding => ({ level: "unknown", sentence, mend: null, fix: null });

export function warning(sentence: string, mend: string, fix: Fix | null = null): Finding {
  return { level: "warning", sentence, mend, fix };
}

export function bad(sentence: string, mend: string, fix: Fix | null = null): Finding {
  return { level: "bad", sentence, mend, fix };
}
