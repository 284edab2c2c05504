// Tonight's risk on a page of its own.

import { Desk } from "./desk.js";
import { enter } from "./signin.js";

const place = document.getElementById("desk");
enter(place).then((me) => new Desk(place, me).start());
