const MAX_LOOPS = 3;
const MAX_CHOICES = 8;

/**
 * Why a pattern for file names cannot be taken, as the end of a sentence; undefined when it can. Taken is what needs
 * no more than some million steps on the longest path (1,000 characters): no group repeats, and few parts are open-ended.
 */
export function patternProblem(pattern: string): string | undefined {
  if (!isRegularExpression(pattern)) return "is not a regular expression";
  const bare = pattern.replace(/\\[^kpP0-9]/g, "x").replace(/\\[pP]\{[^}]*\}/g, "x");
  if (/\\[k0-9]|\(\?<?[=!]/.test(bare)) return "looks ahead, behind or back; use plain groups";
  const outside = bare.replace(/\[[^\]]*\]/g, "x").replace(/\(\?(?::|<[^>]*>)/g, "(");
  if (/\)(?:[*+]|\{)/.test(outside)) return "repeats a group; repeat single characters or classes instead";
  const loops = outside.match(/[*+]|\{[0-9]+,[0-9]*\}/g)?.length ?? 0;
  const anywhere = outside.startsWith("^") ? 0 : 1;
  if (loops + anywhere > MAX_LOOPS) return "has too many open-ended parts (* or +)";
  if ((outside.match(/[|]|[^*+}?]\?/g)?.length ?? 0) > MAX_CHOICES) return "has too many optional parts";
  return undefined;
}

function isRegularExpression(pattern: string): boolean {
  try {
    return new RegExp(pattern, "u").source !== "";
  } catch {
    return false;
  }
}
