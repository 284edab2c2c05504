// The words of the guided set-up and of a lost phone: brought only to who opens them.

import { reading } from "../language.svelte";
import * as en from "./setup_en";
import * as es from "./setup_es";

export const w = (): { setup: typeof en.setup; lost: typeof en.lost } => (reading.language === "es" ? es : en);
