// The words of the desk's forms in the language that is read now.

import { reading } from "../language.svelte";
import { en, type Words } from "./en";
import { es } from "./es";

export const w = (): Words => (reading.language === "es" ? es : en);
