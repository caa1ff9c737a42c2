/** How numbers are written in a language. */

const plain = new Map<string, Intl.NumberFormat>();
const shares = new Map<string, Intl.NumberFormat>();

export function numberIn(locale: string, value: number): string {
  return formatOf(plain, locale, {}).format(value);
}

/** Writes a share between 0 and 1 as whole percents. */
export function shareIn(locale: string, share: number): string {
  return formatOf(shares, locale, { style: "percent" }).format(share);
}

/** Makes each format when it is first needed: the first of a page costs a phone as much as a day's drawing. */
function formatOf(
  made: Map<string, Intl.NumberFormat>,
  locale: string,
  style: Intl.NumberFormatOptions,
): Intl.NumberFormat {
  const format = made.get(locale) ?? new Intl.NumberFormat(locale, style);
  made.set(locale, format);
  return format;
}
