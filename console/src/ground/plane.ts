// A flat piece of ground: degrees to metres around a point, and metres to pixels.

export type Point = readonly [number, number];
export interface Plane { metres(point: Point): Point; degrees(point: Point): Point }

const RAD = Math.PI / 180;

/** Metres east and north of `origin`; exact to a metre over a town (series of the WGS 84 ellipsoid). */
export function plane([latitude0, longitude0]: Point): Plane {
  const at = latitude0 * RAD;
  const north = 111132.954 - 559.822 * Math.cos(2 * at) + 1.175 * Math.cos(4 * at);
  const east = 111412.84 * Math.cos(at) - 93.5 * Math.cos(3 * at) + 0.118 * Math.cos(5 * at);
  return {
    metres: ([latitude, longitude]) => [(((longitude - longitude0 + 540) % 360) - 180) * east, (latitude - latitude0) * north],
    degrees: ([x, y]) => [latitude0 + y / north, longitude0 + x / Math.max(east, 1)],
  };
}

export const apart = ([x1, y1]: Point, [x2, y2]: Point): number => Math.hypot(x2 - x1, y2 - y1);

/** Which of the eight winds one point lies in from another; 0 is north, clockwise. */
export function wind([x1, y1]: Point, [x2, y2]: Point): number {
  const turn = Math.atan2(x2 - x1, y2 - y1) / RAD;
  return Math.round(((turn + 360) % 360) / 45) % 8;
}

export interface Frame { scale: number; pixels(point: Point): Point; metres(pixels: Point): Point }

/** The window that holds these points (in metres) with room around them, for a picture of this size. */
export function frame(points: readonly Point[], width: number, height: number, least = 240): Frame {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const scale = Math.min((width - 90) / Math.max(right - left, least), (height - 80) / Math.max(high - low, least / 2));
  const [x0, y0] = [(left + right) / 2, (low + high) / 2];
  return {
    scale,
    pixels: ([x, y]) => [width / 2 + (x - x0) * scale, height / 2 - (y - y0) * scale],
    metres: ([px, py]) => [(px - width / 2) / scale + x0, (height / 2 - py) / scale + y0],
  };
}

/** A length for the scale bar: 1, 2 or 5 times a power of ten, of at most so many pixels. */
export function bar(scale: number, most: number): number {
  const power = 10 ** Math.floor(Math.log10(most / scale));
  return [5, 2, 1].map((times) => times * power).find((far) => far * scale <= most) ?? power;
}
