import "../../../src/tocsin/web/static/base.css";
import "./console.css";
import "./incident.css";
import "./units.css";
import "./layout.css";

import { mount } from "svelte";

import App from "./App.svelte";

mount(App, { target: document.getElementById("app")! });
