export * from "#lib/platform/format.ts";
