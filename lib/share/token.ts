import { createHash, randomBytes } from "node:crypto";

/** 256 random bits; the prefix is there for scanners that look for leaked secrets. */
export const newToken = (): string => `shr_${randomBytes(32).toString("base64url")}`;

/** What is kept of a token, and what it is found by: a lookup by hash says nothing about near misses. */
export const tokenHash = (token: string): string => createHash("sha256").update(token).digest("hex");
