import { CLOCKS } from "./clocks.ts";
import { dayNumber, firstMonday, MONTHS, weekdayOf } from "./days.ts";
import type { Format } from "./format.ts";
import { type NumberStyle, numberStyle, wholeStyle } from "./number-style.ts";

/** A value as people see it, written as the format has it: the other direction of `read`, made independently of it. */
export function spelled(display: string, { type, name }: Format): string {
  if (type === "integer") return name === "007" ? display : spelledNumber(display, wholeStyle(name));
  if (type === "number") return spelledNumber(display, numberStyle(name));
  if (type === "decimal") return spelledNumber(display, numberStyle(/^\S+ (.+)$/.exec(name)?.[1] ?? "1.5"));
  if (type === "boolean") return (display === "true" ? name.split("/")[0] : name.split("/")[1])?.split("|")[0] ?? "";
  if (type === "date") return spelledDay(display, name);
  if (type === "time") return spelledTime(display, name);
  return type === "timestamp" ? spelledMoment(display, name) : display;
}

function spelledNumber(display: string, style: NumberStyle | undefined): string {
  if (!style) throw new Error("no such style");
  const isNegative = display.startsWith("-");
  const digits = display.replace("-", "");
  const [whole = "", fraction] = (style.percent === "divides" ? timesHundred(digits) : digits).split(".");
  const grouped = whole.replace(/\B(?=(?:[0-9]{3})+$)/g, style.group);
  const amount = fraction === undefined ? grouped : `${grouped}${style.point}${fraction}`;
  const gap = /[a-z]$/i.test(style.currency) ? " " : "";
  const whole100 = `${style.currency}${gap}${amount}${style.percent ? "%" : ""}`;
  if (!isNegative) return whole100;
  if (style.accounting) return `(${whole100})`;
  return style.minusBehind ? `${whole100}-` : `-${whole100}`;
}

function timesHundred(digits: string): string {
  const [whole = "", fraction = ""] = digits.split(".");
  const moved = `${whole}${fraction.padEnd(2, "0").slice(0, 2)}`.replace(/^0+(?=[0-9])/, "");
  return fraction.length > 2 ? `${moved}.${fraction.slice(2)}` : moved;
}

function spelledDay(iso: string, name: string): string {
  const [year = 0, month = 0, day = 0] = iso.split("-").map(Number);
  const number = dayNumber({ year, month, day });
  if (name.startsWith("excel")) return String(number - dayNumber(firstOf(name, number)));
  const mask = name.replace(/ to [0-9]{4}$/, "");
  const monthName = MONTHS[month - 1] ?? "";
  const title = monthName.charAt(0).toUpperCase() + monthName.slice(1);
  if (mask.includes("Www")) return spelledWeek(number, weekdayOf({ year, month, day }), year);
  return mask.replace(/yyyy|yy|mmmm|mmm|mm?|ddd|dd?/g, (token) => {
    if (token === "yyyy") return String(year).padStart(4, "0");
    if (token === "yy") return String(year % 100).padStart(2, "0");
    if (token === "mmmm") return title;
    if (token === "mmm") return title.slice(0, 3);
    if (token === "ddd") return String(number - dayNumber({ year, month: 1, day: 1 }) + 1).padStart(3, "0");
    return String(token.startsWith("m") ? month : day).padStart(token.length, "0");
  });
}

const FIRST_OF_MARCH = { year: 1900, month: 3, day: 1 };

function firstOf(name: string, number: number) {
  if (name.endsWith("1904")) return { year: 1904, month: 1, day: 1 };
  return { year: 1899, month: 12, day: number < dayNumber(FIRST_OF_MARCH) ? 31 : 30 };
}

function spelledWeek(number: number, weekday: number, year: number): string {
  const own = [year + 1, year, year - 1].find((candidate) => firstMonday(candidate) <= number) ?? year;
  const week = Math.floor((number - firstMonday(own)) / 7) + 1;
  return `${String(own).padStart(4, "0")}-W${String(week).padStart(2, "0")}-${weekday}`;
}

function spelledTime(display: string, name: string): string {
  const [hour = "", minute = "", second = ""] = display.split(":");
  const half = Number(hour) < 12 ? "AM" : "PM";
  const short = String(Number(hour) % 12 || 12);
  if (name === "hh:mm") return `${hour}:${minute}`;
  if (name === "hh:mm am") return `${short}:${minute} ${half}`;
  return name === "hh:mm:ss am" ? `${short}:${minute}:${second} ${half}` : display;
}

function spelledMoment(display: string, name: string): string {
  const instant = Date.parse(`${display.replace(" ", "T").replace("Z", "")}Z`);
  if (name.startsWith("epoch us")) return `${instant * 1_000}`;
  if (name.startsWith("epoch ms")) return String(instant);
  if (name.startsWith("epoch")) return String(instant / 1_000);
  const [day = "", time = ""] = display.replace("Z", "").split(" ");
  if (name.startsWith("excel")) {
    const count = spelledDay(day, name.replace(" with time", ""));
    return `${count}${(Date.parse(`1970-01-01T${time}Z`) / 86_400_000).toFixed(12).slice(1)}`;
  }
  const main = name.replace(/ (?:zone|in [A-Za-z_/]+)$/, "");
  const clock = CLOCKS.find((known) => main.endsWith(` ${known.name}`))?.name ?? "";
  const zone = display.endsWith("Z") ? "Z" : "";
  return `${spelledDay(day, main.slice(0, -clock.length - 1))} ${spelledTime(time, clock)}${zone}`;
}
