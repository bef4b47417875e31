const NAMES = ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "PARQUETRY_TOKEN"];
/** What makes a presigned URL, a share link or a login work. */
const SIGNATURES = /(X-Amz-(?:Signature|Credential|Security-Token)=|\/s\/|\/shared\/|Bearer )[\w%.~+/=-]{8,}/gi;
const SHORTEST = 8;

let known: string[] | undefined;

/** A line of the log with every secret of this process, and everything that opens something, struck out. A second wall: nobody should have passed one. */
export function withoutSecrets(line: string): string {
  known ??= secretsOf(process.env);
  let clean = line.replace(SIGNATURES, "$1[secret]");
  for (const secret of known) clean = clean.replaceAll(secret, "[secret]");
  return clean;
}

/** The values as they are, and as they stand inside a JSON string or a URL. */
function secretsOf(source: Record<string, string | undefined>): string[] {
  const { DATABASE_URL = "" } = source;
  const password = URL.canParse(DATABASE_URL) ? new URL(DATABASE_URL).password : "";
  const plain = [...NAMES.map((name) => source[name] ?? ""), password, decoded(password)];
  const forms = plain.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]);
  return [...new Set(forms)].filter((secret) => secret.length >= SHORTEST).sort((a, b) => b.length - a.length);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
