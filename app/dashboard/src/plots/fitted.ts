/** Fits names into the room beside a drawing, measured in the font that they are drawn in. */

const pen = document.createElement("canvas").getContext("2d");

/** Returns the name, or as much of its beginning as fits into `room` CSS pixels. */
export function fitted(name: string, room: number, font: string): string {
  if (pen === null) return name;
  pen.font = font;
  const fits = (text: string) => pen.measureText(text).width <= room;
  if (fits(name)) return name;
  let letters = Array.from(name);
  while (letters.length > 1 && !fits(`${letters.join("").trimEnd()}…`)) letters = letters.slice(0, -1);
  return `${letters.join("").trimEnd()}…`;
}
