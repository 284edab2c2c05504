// Words that the service uses as names (`false_alarm`, `en_route`), said in the language read now.

import { reading } from "../language.svelte";
import { es } from "./es";

/** A name of the service as people write it: `false_alarm` is "false alarm", or "falsa alarma". */
export function term(name: string): string {
  const plain = name.replaceAll("_", " ");
  return reading.language === "es" ? (es[name] ?? plain) : plain;
}
