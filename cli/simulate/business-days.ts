const DAY_MS = 86_400_000;

/** ISO days from Monday to Friday, both ends included. No holidays: New Year's Day is a business day here. */
export function businessDays(from: string, to: string): string[] {
  const days: string[] = [];
  for (let time = Date.parse(from); time <= Date.parse(to); time += DAY_MS) {
    const day = new Date(time);
    if (!isWeekend(day)) days.push(day.toISOString().slice(0, "2000-01-01".length));
  }
  return days;
}

function isWeekend(day: Date): boolean {
  return day.getUTCDay() === 0 || day.getUTCDay() === 6;
}
