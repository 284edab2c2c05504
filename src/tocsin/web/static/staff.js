// The control room on a page of its own.

import { Board } from "./board.js";
import { enter } from "./signin.js";

const place = document.getElementById("board");
enter(place).then((me) => new Board(place, me).start());
