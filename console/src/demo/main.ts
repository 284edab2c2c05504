import "../../../src/tocsin/web/static/base.css";
import "../console/console.css";
import "../console/incident.css";
import "../console/units.css";
import "../console/layout.css";
import "./demo.css";

import { mount } from "svelte";

import Town from "./Town.svelte";

mount(Town, { target: document.getElementById("demo")! });
