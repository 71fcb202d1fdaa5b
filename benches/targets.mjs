/** Holds measurements against what they must come to, which `targets.json` says. */

import { readFileSync } from "node:fs";
import { median, minimum } from "./measure.mjs";

const { targets } = JSON.parse(readFileSync(new URL("targets.json", import.meta.url), "utf8"));

/**
 * Every target with what was measured of it: the best over the best, and the median. What was not measured is `null`, and
 * meets nothing: a limit that is not looked at is none.
 *
 * @param {{ [name: string]: number[] }} measured
 */
export function judge(measured, rows = targets) {
  return rows.map((row) => {
    const value = valueOf(measured, row);
    const isWithin = (limit) =>
      value !== null && (row.at === "most" ? value.minimum <= limit : row.at === "least" && value.minimum >= limit);
    const { minimum = null, median = null } = value ?? {};
    return { ...row, measured: minimum, median, isMet: isWithin(row.must), reachesAim: isWithin(row.aim) };
  });
}

function valueOf(measured, { of, per }) {
  const [times, unit] = [measured[of], per === undefined ? [1] : measured[per]];
  if (!times?.length || !unit?.length) return null;
  const value = ratio(times, unit);
  return Number.isFinite(value.minimum) ? value : null;
}

/** How many times as much: the least over the least, and the median of the rounds' own ratios. */
export function ratio(times, unit) {
  const rounds = times.length === unit.length ? times.map((time, round) => time / unit[round]) : undefined;
  return { minimum: minimum(times) / minimum(unit), median: rounds ? median(rounds) : median(times) / median(unit) };
}
