// Degrees and metres, good to a metre over a town (series of the WGS 84 ellipsoid).

export type Place = readonly [latitude: number, longitude: number];
export type Position = [longitude: number, latitude: number];

const RAD = Math.PI / 180;
const CORNERS = 64;
const WINDS = 8;

/** Metres of one degree of latitude and of longitude here. */
function degree(latitude: number): readonly [north: number, east: number] {
  const at = latitude * RAD;
  const north = 111132.954 - 559.822 * Math.cos(2 * at) + 1.175 * Math.cos(4 * at);
  const east = 111412.84 * Math.cos(at) - 93.5 * Math.cos(3 * at) + 0.118 * Math.cos(5 * at);
  return [north, Math.max(east, 1)];
}

/** Metres east and north from one place to another. */
export function step(from: Place, to: Place): readonly [east: number, north: number] {
  const [north, east] = degree(from[0]);
  return [((((to[1] - from[1] + 540) % 360) + 360) % 360 - 180) * east, (to[0] - from[0]) * north];
}

export const apart = (from: Place, to: Place): number => Math.hypot(...step(from, to));

/** Which of eight winds: 0 is north, 2 east. */
export function wind(from: Place, to: Place): number {
  const [east, north] = step(from, to);
  return Math.round((((Math.atan2(east, north) / RAD) + 360) % 360) / (360 / WINDS)) % WINDS;
}

/** A circle of so many metres on the ground, as a closed ring. */
export function circle(middle: Place, radius: number): Position[] {
  const [north, east] = degree(middle[0]);
  return Array.from({ length: CORNERS + 1 }, (_, n): Position => {
    const turn = (2 * Math.PI * (n % CORNERS)) / CORNERS;
    return [middle[1] + (radius * Math.sin(turn)) / east, middle[0] + (radius * Math.cos(turn)) / north];
  });
}

/** GeoJSON has it the other way round than people. */
export const position = (place: Place): Position => [place[1], place[0]];
