import { XMLBuilder, XMLParser, XMLValidator } from "fast-xml-parser";
import type { z } from "zod";
import { S3Error } from "./s3-error.ts";

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

/** Elements by name; arrays repeat their element, undefined leaves it out. */
export type XmlContent = {
  [name: string]: XmlContent | XmlContent[] | string | string[] | number | boolean | undefined;
};

/** A document: its root's name and what is in it. */
export type XmlDocument = { root: string; content: XmlContent };

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  processEntities: false,
  suppressEmptyNode: true,
  tagValueProcessor: (_name, value) => escapeText(String(value)),
});

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  removeNSPrefix: true,
  htmlEntities: true,
  processEntities: { enabled: true, maxTotalExpansions: 1_000_000, maxExpandedLength: 10_000_000 },
});

export function writeXml({ root, content }: XmlDocument): string {
  const namespace = root === "Error" ? {} : { "@xmlns": NAMESPACE };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ [root]: { ...namespace, ...content } })}`;
}

/** Reads a document whose root is `root`; throws MalformedXML when it is not what the schema says. */
export function parseXml<T extends z.ZodType>(text: string, root: string, schema: T): z.infer<T> {
  const malformed = (cause?: unknown) =>
    new S3Error("MalformedXML", "The XML is not well-formed or not what this request expects.", { cause });
  if (text.includes("<!DOCTYPE") || XMLValidator.validate(text) !== true) throw malformed();
  const parsed: unknown = parser.parse(text);
  const content = typeof parsed === "object" && parsed !== null ? Reflect.get(parsed, root) : undefined;
  const read = schema.safeParse(content);
  if (!read.success) throw malformed(read.error);
  return read.data;
}

function escapeText(text: string): string {
  return text.replace(/[&<>"'\p{Cc}]/gu, (character) => `&#${character.charCodeAt(0)};`);
}
