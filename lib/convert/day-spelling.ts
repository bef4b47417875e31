const LENGTH = "yyyy-mm-dd".length;
const CHARACTERS = "0123456789-";
const YEAR = 4;

interface Days {
  steps: Record<string, number>[];
  ends: number[];
}

/** The automaton of the days from 0001-01-01 to 9999-12-31 written yyyy-mm-dd: exactly those that the calendar has. */
export function daySteps(): Days {
  const kinds = new Map([[kindOf(""), 0]]);
  const beginnings = [""];
  const steps: Record<string, number>[] = [];
  for (const beginning of beginnings) {
    const step: Record<string, number> = {};
    for (const character of CHARACTERS) {
      const longer = beginning + character;
      const kind = kindOf(longer);
      if (kind === undefined) continue;
      const known = kinds.get(kind);
      step[character] = known ?? kinds.size;
      if (known !== undefined) continue;
      kinds.set(kind, kinds.size);
      beginnings.push(longer);
    }
    steps.push(step);
  }
  return { steps, ends: beginnings.flatMap(({ length }, at) => (length === LENGTH ? [at] : [])) };
}

const BEGINNING = /^(?:\d{0,4}|\d{4}-[01]?|\d{4}-(?:0[1-9]|1[0-2])(?:-(?:[0-3]\d?)?)?)$/;

/** The same for beginnings of days that may go on in the same ways; undefined for what no day begins with. */
function kindOf(beginning: string): string | undefined {
  if (!BEGINNING.test(beginning)) return undefined;
  const { length } = beginning;
  const [year = "", month = "", day = ""] = beginning.split("-");
  if (year.length < YEAR) return `${length} ${Number(year.slice(0, 2)) === 0} ${yearsInFour(year)}`;
  if (Number(year) === 0) return undefined;
  if (month.length < 2) return `${length} ${isLeap(Number(year))} ${month}`;
  const days = new Date(Date.UTC(isLeap(Number(year)) ? 2000 : 2001, Number(month), 0)).getUTCDate();
  if (day.length < 2) return Number(day) * 10 > days ? undefined : `${length} ${days} ${day}`;
  return Number(day) >= 1 && Number(day) <= days ? "day" : undefined;
}

/** What the first digits of a year tell of its being a leap year. */
function yearsInFour(year: string): string {
  const century = Number(year.slice(0, 2)) % (year.length < 2 ? 2 : 4);
  const decade = year.slice(2);
  return `${century === 0} ${decade && `${decade === "0"} ${Number(decade) % 2}`}`;
}

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
