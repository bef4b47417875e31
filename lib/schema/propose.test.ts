import { expect, test } from "vitest";
import { inspectSample } from "./inspect.ts";
import { proposalFor } from "./proposal.ts";
import { readSample } from "./sample.ts";

async function inspect(text: string) {
  const bytes = Buffer.from(text);
  return inspectSample(await readSample(bytes.length, async (start, end) => bytes.subarray(start, end)));
}

/** What is proposed for a column of these cells under this name. */
async function proposed(name: string, cells: string[]) {
  const found = await inspect(`${name};\n${cells.map((cell) => `${cell};\n`).join("")}`);
  const [column] = found.columns;
  return `${column?.proposed.type} ${column?.proposed.format} ${column?.proposed.role} ${column?.confidence}`;
}

test.each<[string, string[], string]>([
  ["date", ["2020-01-31", "2020-02-01"], "date yyyy-mm-dd date sure"],
  ["trade date", ["31/01/2020", "01/02/2020"], "date dd/mm/yyyy date sure"],
  ["Date", ["01/31/2020", "2/1/2020"], "date mm/dd/yyyy date sure"],
  ["Date", ["01/02/2020", "03/04/2020"], "date unanswered date ambiguous"],
  ["Date", ["01/01/2020", "02/02/2020"], "date dd/mm/yyyy date sure"],
  // One value among three hundred may be a slip: it does not make the others day-first.
  ["Date", [...Array(300).fill("01/02/2020"), "13/02/2020"], "date unanswered date ambiguous"],
  [
    "Date",
    [...Array(300).fill("01/02/2020"), "13/02/2020", "14/02/2020", "15/02/2020", "16/02/2020"],
    "date dd/mm/yyyy date sure",
  ],
  ["Date", ["01-02-2020", "03-04-2020"], "date unanswered date ambiguous"],
  ["Date", ["20200102", "20200103"], "date yyyymmdd date likely"],
  ["number", ["20200102", "20200103"], "integer 123 none likely"],
  ["when", ["31.01.2020", "01.02.2020"], "date dd.mm.yyyy date sure"],
  ["Date", ["Dec 8, 2022", "Jan 31, 2023"], "date mmm d, yyyy date sure"],
  ["timestamp", ["2020-01-02 13:45:00", "2020-01-02T13:46:00"], "timestamp yyyy-mm-dd hh:mm:ss date sure"],
  ["timestamp", ["2020-01-02T13:45:00Z", "2020-01-02 13:46+01:00"], "text as-is none sure"],
  ["timestamp", ["2020-01-02T13:45:00Z", "2020-01-02 13:46:00+01:00"], "timestamp yyyy-mm-dd hh:mm:ss zone date sure"],
  ["timestamp", ["2020-01-02 13:45:00", "2020-01-02T13:46:00Z"], "timestamp unanswered date ambiguous"],
  ["when", ["31/01/2020 9:30 AM", "01/02/2020 4:00 PM"], "timestamp dd/mm/yyyy hh:mm am none sure"],
  ["open", ["09:30", "16:00"], "time hh:mm none sure"],
  ["Date", ["31/01/20", "01/02/20"], "date dd/mm/yy date sure"],
  ["born", ["31/01/45", "01/02/50"], "date unanswered date ambiguous"],
  ["version", ["1.2.20", "13.2.20"], "text as-is none sure"],
  ["Date", ["31 January 2020", "1 February 2020"], "date d mmmm yyyy date sure"],
  ["Date", ["2020-01", "2020-02"], "text as-is none likely"],
  ["Date", ["45292", "45293"], "date unanswered date ambiguous"],
  ["shares", ["45292", "45293"], "integer 123 none likely"],
  ["Date", ["20101011", "20101112"], "date yyyymmdd date likely"],
  ["timestamp", ["1704067200", "1704067260"], "timestamp unanswered date ambiguous"],
  ["open time", ["1704067200000", "1704067260"], "timestamp unanswered none ambiguous"],
  ["id", ["1704067200", "1704067260"], "integer 123 none likely"],
  ["ticker", ["T", "F"], "text as-is ticker likely"],
  ["ticker", ["TRUE", "AAPL"], "text as-is ticker sure"],
  ["symbol", ["000660", "005930"], "text as-is ticker sure"],
  ["symbol", ["600519", "601318"], "text as-is ticker likely"],
  ["ticker", ["NA", "NAN", "NULL"], "text unanswered ticker ambiguous"],
  ["flag", ["true", "false"], "text as-is none likely"],
  ["zip", ["01234", "90210", "10001"], "text as-is none sure"],
  ["lot", ["007", "12"], "text unanswered none ambiguous"],
  ["lot", ["007", "A1"], "text as-is none sure"],
  ["id", ["12345678901234567890", "1"], "text as-is none likely"],
  ["id", ["1234567890123456789", "2"], "text as-is none likely"],
  ["volume", ["1000000", "2000000"], "integer 123 volume likely"],
  ["volume", ["1,000,000", "2,000,000"], "integer 1,234 volume likely"],
  ["volume", ["1,000", "2,000"], "integer unanswered volume ambiguous"],
  ["close", ["10", "11"], "number 1.5 price likely"],
  ["open", ["10", "11"], "number 1.5 none likely"],
  ["close", ["10.5", "11"], "number 1.5 price sure"],
  ["close", ["10,5", "11,25"], "number 1,5 price sure"],
  ["close", ["1.010,5", "11,25"], "number 1.234,5 price sure"],
  ["close", ["1,010.5", "11.25"], "number 1,234.5 price sure"],
  ["close", ["1.234", "2.345"], "number unanswered price ambiguous"],
  ["close", ["1.234", "0.345"], "number 1.5 price sure"],
  // One value among three hundred may be a slip here, too: it does not make the others thousands or decimals.
  ["volume", [...Array(300).fill("1,234"), "0,5"], "number unanswered volume ambiguous"],
  ["volume", [...Array(300).fill("1234"), "0.5"], "number 1.5 volume sure"],
  ["close", ["10.5", "NA", "11.5"], "number 1.5 price sure"],
  ["close", ["$1,010.50", "$11.25"], "number $1,234.5 price sure"],
  ["close", ["1.010,50 €", "11,25 €"], "number €1.234,5 price sure"],
  ["close", ["$1.50", "€1.50"], "text as-is none sure"],
  ["gain", ["(1,010.50)", "11.25"], "number (1,234.5) none sure"],
  ["gain", ["1,010.50-", "11.25"], "number 1,234.5- none sure"],
  ["gain", ["5%", "7.5%"], "number unanswered none ambiguous"],
  ["close", ["1 010,5", "11,25"], "number 1 234,5 price sure"],
  ["close", ["1'010.5", "11.25"], "number 1'234.5 price sure"],
  ["volume", ["1 010", "11"], "integer 1 234 volume likely"],
  // A simulated price may grow without bounds: it is a price all the same, where an id of so many digits would be a text.
  ["price", ["99.4", "123456789012345680000", "1.0115733580017487e+21"], "number 1.5 price sure"],
  ["close", [..."123456789"].map((digit) => `${digit}.5`).concat("oops", "9.1"), "number 1.5 price likely"],
  ["sector", ["TECH", "ENERGY"], "text as-is sector sure"],
  ["nothing", ["", ""], "text as-is none sure"],
])("%s of %j: %s", async (name, cells, expected) => {
  expect(await proposed(name, cells)).toBe(expected);
});

const HEADER = "date,symbol,industry,Adj Close,Close,Open,Volume";

test("each role is given once, to the surest name", async () => {
  const { columns } = await inspect(`${HEADER},sector,name\n2020-01-01,T,Oil,1.5,1.6,1.7,10,Energy,AT&T\n`);
  expect(Object.fromEntries(columns.map(({ source, proposed: { role } }) => [source, role]))).toEqual({
    date: "date",
    symbol: "ticker",
    industry: "none",
    "Adj Close": "price",
    Close: "none",
    Open: "none",
    Volume: "volume",
    sector: "sector",
    name: "none",
  });
});

async function propose(...files: string[]) {
  const inspections = await Promise.all(files.map(inspect));
  return proposalFor(inspections);
}

test("what one file leaves open, another can settle", async () => {
  const open = "Date,close\n01/02/2020,1\n03/04/2020,2\n";
  const settled = "date,Close\n13/02/2020,1\n14/04/2020,2\n";
  const { recipe, questions } = await propose(open, settled);
  expect(recipe.columns[0]).toMatchObject({ type: "date", format: "dd/mm/yyyy", role: "date" });
  expect(questions.map(({ kind }) => kind)).toEqual(["ticker-missing", "sector-missing"]);
});

test("a date that can be read in two ways is a question with both readings side by side", async () => {
  const { recipe, questions } = await propose("Date,ticker,sector\n05/05/2020,A,B\n01/02/2020,A,B\n");
  expect(recipe.columns[0]?.format).toBe("unanswered");
  expect(questions).toEqual([
    {
      column: "Date",
      kind: "date-order",
      text: "“01/02/2020” in the column “Date” can be 2020-02-01 or 2020-01-02. Which is right?",
      readings: [
        { type: "date", format: "dd/mm/yyyy", examples: [{ raw: "01/02/2020", parsed: "2020-02-01" }] },
        { type: "date", format: "mm/dd/yyyy", examples: [{ raw: "01/02/2020", parsed: "2020-01-02" }] },
      ],
    },
  ]);
});

test("a thousands separator that could be a decimal point is a question", async () => {
  const { questions } = await propose('ticker,sector,volume\nA,B,"1,234"\nA,B,"5,678"\n');
  expect(questions).toMatchObject([{ kind: "number-format", column: "volume" }]);
  expect(questions[0]?.readings.map(({ examples }) => examples[0]?.parsed)).toEqual(["1234", "1.234"]);
});

test("without a ticker or a sector column both are derived, and it is said", async () => {
  const { recipe } = await propose("Date,Close\n2020-01-01,1.5\n");
  expect(recipe.derived).toMatchObject([
    { role: "ticker", from: "file-name", upperCase: true },
    { role: "sector", from: "constant", value: "Unclassified" },
  ]);
  const pattern = recipe.derived[0]?.from === "file-name" ? new RegExp(recipe.derived[0].pattern, "u") : /$/;
  expect(["aapl.csv", "a/b/brk.b.CSV", "noending"].map((path) => pattern.exec(path)?.[1])).toEqual([
    "aapl",
    "brk.b",
    "noending",
  ]);
});

test("names are made plain, and stand-ins for no value become null tokens of typed columns alone", async () => {
  const { recipe } = await propose("Adj Close,ticker,%,Préis (€)\n1.5,NA,1,2\nNA,T,3,4\n");
  expect(recipe.columns.map(({ name, nullTokens }) => [name, nullTokens])).toEqual([
    ["adj_close", ["", "NA"]],
    ["ticker", [""]],
    ["%", [""]],
    ["préis", [""]],
  ]);
});

test("an unnamed column without a value is left out", async () => {
  const { recipe } = await propose("a,b,\n1,2,\n");
  expect(recipe.columns.map(({ source, ignored }) => [source, ignored])).toEqual([
    ["a", false],
    ["b", false],
    ["column_3", true],
  ]);
});
